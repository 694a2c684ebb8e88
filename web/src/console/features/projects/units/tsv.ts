/** Cells as spreadsheets put them on the clipboard: tabs between cells, one line a row. */
export function toTsv(
  box: { top: number; bottom: number; left: number; right: number },
  textAt: (row: number, column: number) => string,
): string {
  const lines = []
  for (let row = box.top; row <= box.bottom; row += 1) {
    const cells = []
    for (let column = box.left; column <= box.right; column += 1) cells.push(textAt(row, column))
    lines.push(cells.join('\t'))
  }
  return lines.join('\n')
}

/** The rows of such a text; the line end that spreadsheets put behind the last row makes no row. */
export function fromTsv(text: string): string[][] {
  return text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line.split('\t'))
}

/** Where each of the rows' cells goes, the first one at `top` and `left`. */
export function placed(lines: readonly string[][], top: number, left: number) {
  return lines.flatMap((cells, row) =>
    cells.map((text, column) => ({ row: top + row, column: left + column, text })),
  )
}

/** Keys that move the selection: rows and columns. */
export const MOVES: Record<string, [number, number]> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  PageDown: [20, 0],
  PageUp: [-20, 0],
  Home: [0, -99],
  End: [0, 99],
}
