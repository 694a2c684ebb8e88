import {
  Map as MapView,
  Marker,
  NavigationControl,
  setWorkerUrl,
  type GeoJSONSource,
  type StyleSpecification,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

import { getJson } from '@/api/client'
import type { MapPointOut, MapPointsOut } from '@/api/generated'
import type { Language } from '@/i18n/language'

import { pinLabel } from './pins'
import type { LngLat, Pixel } from './shape'

interface Districts {
  type: 'FeatureCollection'
  features: {
    type: 'Feature'
    properties: { code: string; name: string; name_en: string; at: [number, number] }
    geometry: { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown[] }
  }[]
}

export interface MapOptions {
  frame: HTMLElement
  city: string
  language: Language
  /** Raster tile template, or empty for boundaries alone. */
  tiles: string
  /** The search in force, as the query of an address. */
  filters: () => string
  points: MapPointOut[]
  /** The area the search is narrowed to, if any; it decides what the map shows. */
  shape: LngLat[]
  /** Called while the map moves. */
  moved: () => void
  homes: (count: number) => string
  open: (slug: string) => void
}

export interface OpenMap {
  show: (city: string, points: MapPointOut[], shape: LngLat[], stay: boolean) => Promise<void>
  project: (place: LngLat) => Pixel
  unproject: (pixel: Pixel) => LngLat
  /** West, south, east, north of what is shown. */
  bounds: () => [number, number, number, number]
  close: () => void
}

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

function styleOf(tiles: string): StyleSpecification {
  return {
    version: 8,
    sources: {
      districts: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
      shape: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
      ...(tiles ? { tiles: { type: 'raster', tiles: [tiles], tileSize: 256 } } : {}),
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour('--ground-deep') } },
      ...(tiles ? [{ id: 'tiles', type: 'raster' as const, source: 'tiles' }] : []),
      {
        id: 'fill',
        type: 'fill',
        source: 'districts',
        paint: { 'fill-color': colour('--card'), 'fill-opacity': tiles ? 0.1 : 0.75 },
      },
      {
        id: 'line',
        type: 'line',
        source: 'districts',
        paint: { 'line-color': colour('--line-strong'), 'line-width': 1.2 },
      },
      {
        id: 'shape-fill',
        type: 'fill',
        source: 'shape',
        paint: { 'fill-color': colour('--trust'), 'fill-opacity': 0.12 },
      },
      {
        id: 'shape-line',
        type: 'line',
        source: 'shape',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': colour('--trust-text'), 'line-width': 2.5 },
      },
    ],
  }
}

function boundsOf(points: [number, number][]): [[number, number], [number, number]] | null {
  if (points.length === 0) return null
  const [lngs, lats] = [points.map((point) => point[0]), points.map((point) => point[1])]
  return [
    [Math.min(...lngs), Math.min(...lats)],
    [Math.max(...lngs), Math.max(...lats)],
  ]
}

/** Opens the map. Rejects where WebGL is missing; the caller keeps the list. */
export async function openMap(options: MapOptions): Promise<OpenMap> {
  setWorkerUrl(workerUrl)
  const view = new MapView({
    container: options.frame,
    style: styleOf(options.tiles),
    center: [112.94, 28.2],
    zoom: 9,
    minZoom: 6,
    maxZoom: 17,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
  })
  view.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  const pins: Marker[] = []
  const names: Marker[] = []
  let request: AbortController | undefined

  function mark(element: HTMLElement, at: [number, number], into: Marker[]) {
    into.push(new Marker({ element }).setLngLat(at).addTo(view))
  }

  function draw(points: MapPointOut[]) {
    for (const pin of pins.splice(0)) pin.remove()
    for (const point of points) {
      const pin = document.createElement('button')
      const label = pinLabel(point, options.language)
      pin.type = 'button'
      pin.textContent = label
      pin.className = point.slug
        ? 'bg-card text-ink border-line-strong shadow-soft tabular font-sans hover:bg-brand hover:text-on-brand h-8 rounded-full border px-3 text-xs font-semibold whitespace-nowrap'
        : 'bg-trust text-on-trust font-sans ring-trust/25 tabular size-10 rounded-full text-sm font-semibold ring-6'
      pin.setAttribute('aria-label', `${point.name || options.homes(point.units)} ${label}`)
      pin.title = point.name || options.homes(point.units)
      pin.addEventListener('click', () => {
        if (point.slug) options.open(point.slug)
        else view.easeTo({ center: [point.lng, point.lat], zoom: view.getZoom() + 2 })
      })
      mark(pin, [point.lng, point.lat], pins)
    }
  }

  async function refresh() {
    request?.abort()
    request = new AbortController()
    const zoom = Math.max(0, Math.min(20, Math.round(view.getZoom())))
    try {
      const path = `/api/v1/pages/points?zoom=${zoom}&language=${options.language}&${options.filters()}`
      draw((await getJson<MapPointsOut>(path, request.signal)).points)
    } catch {
      // The pins already there stay; the next movement asks again.
    }
  }

  function outline(shape: LngLat[]) {
    const [first] = shape
    const rings = first ? [[...shape, first]] : []
    view.getSource<GeoJSONSource>('shape')?.setData({
      type: 'Feature',
      properties: {},
      geometry: { type: 'Polygon', coordinates: rings },
    })
  }

  async function show(city: string, points: MapPointOut[], shape: LngLat[], stay = false) {
    for (const name of names.splice(0)) name.remove()
    if (city) {
      const districts = await getJson<Districts>(`/static/geo/${city}.json`)
      const source = view.getSource<GeoJSONSource>('districts')
      source?.setData(districts as unknown as Parameters<GeoJSONSource['setData']>[0])
      for (const { properties } of districts.features) {
        const name = document.createElement('span')
        name.textContent = options.language === 'en' ? properties.name_en : properties.name
        name.className = 'text-ink-2 pointer-events-none font-sans text-xs tracking-[0.15em] opacity-80'
        mark(name, properties.at, names)
      }
    }
    draw(points)
    outline(shape)
    const bounds = boundsOf(shape.length ? shape : points.map((point): LngLat => [point.lng, point.lat]))
    if (bounds && !stay)
      view.fitBounds(bounds, { padding: 80, maxZoom: options.tiles ? 13 : 11, animate: false })
    await refresh()
  }

  await new Promise<void>((resolve, reject) => {
    view.once('load', () => resolve())
    view.once('error', (event) => reject(event.error))
  })
  await show(options.city, options.points, options.shape)
  view.on('move', options.moved)
  view.on('zoomend', () => void refresh())
  return {
    show,
    project(place) {
      const { x, y } = view.project(place)
      return [x, y]
    },
    unproject(pixel) {
      const { lng, lat } = view.unproject(pixel)
      return [lng, lat]
    },
    bounds() {
      const box = view.getBounds()
      return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()]
    },
    close() {
      request?.abort()
      view.remove()
    },
  }
}
