/** The chair's beeper through the loudspeaker: silent until the person has touched the page, as browsers require. */
import { onFrame } from './frames.ts';
import { page } from './state.ts';

const tones = { none: 0, high: 2400, low: 440 } as const;

let audio: { gain: GainNode; oscillator: OscillatorNode; context: AudioContext } | null = null;
let playing: keyof typeof tones = 'none';

export function startSound(): void {
  const wake = (): void => {
    if (audio === null && page.soundOn) audio = createAudio();
  };
  addEventListener('pointerdown', wake);
  addEventListener('keydown', wake);
  onFrame(() => {
    const tone =
      page.soundOn && page.lookBack === null && page.running && page.speed !== 'max' && page.speed <= 4
        ? page.tone
        : 'none';
    if (tone === playing || audio === null) return;
    playing = tone;
    const { gain, oscillator, context } = audio;
    if (tone !== 'none') oscillator.frequency.setValueAtTime(tones[tone], context.currentTime);
    gain.gain.setTargetAtTime(tone === 'none' ? 0 : 0.04, context.currentTime, 0.004);
  });
}

function createAudio(): typeof audio {
  try {
    const context = new AudioContext();
    const gain = context.createGain();
    const oscillator = context.createOscillator();
    gain.gain.value = 0;
    oscillator.type = 'square';
    oscillator.connect(gain).connect(context.destination);
    oscillator.start();
    return { context, gain, oscillator };
  } catch {
    return null;
  }
}
