/**
 * A pure drawing function that keeps its latest results, by what it was given: on the server one plan is drawn for every home
 * of its layout, over and over. `most` bounds what is kept.
 */
export function remembered<Given extends unknown[], Drawing>(
  draw: (...given: Given) => Drawing,
  most = 120,
): (...given: Given) => Drawing {
  const kept = new Map<string, Drawing>()
  return (...given) => {
    const key = JSON.stringify(given)
    const drawing = kept.get(key) ?? draw(...given)
    kept.delete(key)
    kept.set(key, drawing)
    const oldest = kept.keys().next().value
    if (kept.size > most && oldest !== undefined) kept.delete(oldest)
    return drawing
  }
}
