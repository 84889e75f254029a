/** Colours of the style sheet for drawing without it: canvases, saved pictures, mixed colours. */
export type Palette = (name: `--${string}`) => string;

/** Reads the current palette; it must be read again when the theme changes. */
export function readPalette(): Palette {
  // A custom property may still be `light-dark(...)`; the computed colour of an element is resolved.
  const probe = document.createElement('i');
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const known = new Map<string, string>();
  const read = (name: string): string => {
    document.body.append(probe);
    probe.style.color = `var(${name})`;
    const { color } = style;
    probe.remove();
    return color;
  };
  probe.remove();
  return (name) => {
    const found = known.get(name) ?? read(name);
    known.set(name, found);
    return found;
  };
}

/** Red, green, blue and opacity of a computed colour. */
export function channelsOf(colour: string): readonly [number, number, number, number] {
  const [red = 0, green = 0, blue = 0, opacity = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, opacity];
}

export function withOpacity(colour: string, opacity: number): string {
  const [red, green, blue] = channelsOf(colour);
  return `rgb(${red} ${green} ${blue} / ${opacity})`;
}
