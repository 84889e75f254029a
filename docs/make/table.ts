/** Markdown tables, and a page that holds some between marks. */

export function table(head: readonly string[], rows: ReadonlyArray<ReadonlyArray<string | number>>): string {
  const line = (cells: ReadonlyArray<string | number>) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The page with each table put between its marks, `<!-- name -->` and `<!-- end -->`. */
export function withTables(page: string, tables: Readonly<Record<string, string>>): string {
  let text = page;
  for (const [name, body] of Object.entries(tables)) {
    const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- end -->)`);
    if (!marked.test(text)) throw new Error(`A page has no mark <!-- ${name} --> for its table.`);
    text = text.replace(marked, (_, before: string, after: string) => before + body + after);
  }
  return text;
}
