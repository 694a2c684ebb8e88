/** A QR code as one SVG path: drawn here, so that the secret in it never goes to a picture service. */
export interface QrPicture {
  size: number
  path: string
}

export async function drawQr(text: string): Promise<QrPicture> {
  const { encode } = await import('uqr')
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const rows = data.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join(''))
  return { size, path: rows.join('') }
}
