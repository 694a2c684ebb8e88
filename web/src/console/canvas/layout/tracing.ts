/** Tracing paper: a picture under the drawing. It stays in this browser and is sent nowhere. */

export interface Tracing {
  /** Address of the picture inside this page. */
  readonly url: string
  readonly width: number
  readonly height: number
  /** Millimetres that one of its pixels covers. */
  readonly scale: number
  /** Where its lower left corner lies, millimetres. */
  readonly x: number
  readonly y: number
  readonly opacity: number
}

interface Kept extends Omit<Tracing, 'url'> {
  readonly file: Blob
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('guangsha.tracing', 1)
    asked.addEventListener('upgradeneeded', () => asked.result.createObjectStore('sheets'))
    asked.addEventListener('success', () => resolve(asked.result))
    asked.addEventListener('error', () => reject(asked.error ?? new Error('no store')))
  })
}

async function within<T>(
  mode: IDBTransactionMode,
  work: (sheets: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((resolve, reject) => {
      const asked = work(database.transaction('sheets', mode).objectStore('sheets'))
      asked.addEventListener('success', () => resolve(asked.result))
      asked.addEventListener('error', () => reject(asked.error ?? new Error('refused')))
    })
  } finally {
    database.close()
  }
}

/** The sheet that was laid under a drawing before, or null. */
export async function keptTracing(name: string): Promise<Tracing | null> {
  const kept = await within('readonly', (sheets) => sheets.get(name) as IDBRequest<Kept | undefined>)
  if (!kept) return null
  const { file, ...rest } = kept
  return { ...rest, url: URL.createObjectURL(file) }
}

export async function keepTracing(name: string, tracing: Tracing, file: Blob): Promise<void> {
  const { url: _, ...rest } = tracing
  await within('readwrite', (sheets) => sheets.put({ ...rest, file }, name))
}

export async function forgetTracing(name: string): Promise<void> {
  await within('readwrite', (sheets) => sheets.delete(name))
}

/** The picture in a file, as large as a home of about twelve metres until it is scaled. */
export async function readTracing(file: Blob): Promise<Tracing> {
  const picture = await createImageBitmap(file)
  const { width, height } = picture
  picture.close()
  return {
    url: URL.createObjectURL(file),
    width,
    height,
    scale: 12_000 / Math.max(width, 1),
    x: 0,
    y: 0,
    opacity: 0.5,
  }
}
