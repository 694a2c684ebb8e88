interface Step {
  on: string
  unit_price_fen: number
}

export interface StepDrawing {
  line: string
  points: { x: number; y: number }[]
}

/**
 * A price as a staircase: it holds until the day it changes. Oldest first; x is time, y the price.
 *
 * The scale starts 8 % below the lowest price, so that small changes can be seen without looking like a crash.
 */
export function stepPath(prices: Step[], width: number, height: number): StepDrawing {
  if (prices.length === 0) return { line: `M0 ${height}`, points: [] }
  const times = prices.map((price) => Date.parse(price.on))
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const values = prices.map((price) => price.unit_price_fen)
  const [low, high] = [Math.min(...values) * 0.92, Math.max(...values)]
  const round = (value: number) => Math.round(value * 10) / 10
  // The last tenth of the width is the present: the newest price reaches into it.
  const x = (time: number) => round(last === first ? 0 : ((time - first) / (last - first)) * width * 0.9)
  const y = (value: number) => round(high === low ? 0 : height - ((value - low) / (high - low)) * height)
  const points = prices.map((price, index) => ({ x: x(times[index] ?? first), y: y(price.unit_price_fen) }))
  const line = points
    .map((point, index) => (index === 0 ? `M${point.x} ${point.y}` : `H${point.x} V${point.y}`))
    .join(' ')
  return { line: `${line} H${width}`, points }
}
