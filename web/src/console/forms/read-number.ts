/** The number a person typed: full-width digits, spaces and thousands separators are fine. Null when it is none. */
export function numberOf(text: string): number | null {
  const plain = text.normalize('NFKC').replaceAll(/[\s,]/g, '')
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : null
}
