export interface TextPart {
  kind: 'same' | 'gone' | 'new'
  text: string
}

/** Words of both scripts: a run of Latin letters and figures, or one other sign. */
function tokens(text: string): string[] {
  return text.match(/[A-Za-z0-9_{}.,%-]+|\s+|[^]/gu) ?? []
}

/** What was taken out of `before` and put in to give `after`: the longest common run of words stays. */
export function textDiff(before: string, after: string): TextPart[] {
  const [a, b] = [tokens(before), tokens(after)]
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const parts: TextPart[] = []
  const add = (kind: TextPart['kind'], text: string) => {
    const last = parts.at(-1)
    if (last?.kind === kind) last.text += text
    else parts.push({ kind, text })
  }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i] ?? '')
      i++
      j++
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) add('gone', a[i++] ?? '')
    else add('new', b[j++] ?? '')
  }
  return parts
}
