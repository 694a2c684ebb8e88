import { describe, expect, it } from 'vitest'

import { changedPath, parameter } from '@/features/search/address'
import { rangeChanges, readRange } from '@/features/search/amounts'
import {
  area,
  MOST_POINTS,
  readPolygon,
  simplified,
  writePolygon,
  type LngLat,
  type Pixel,
} from '@/features/search/map/shape'

describe('a search address', () => {
  it('changes one parameter and leaves the others', () => {
    const path = '/search?city=430100&rooms=3&q=%E4%BA%91'
    expect(changedPath(path, { rooms: '3,4' })).toBe('/search?city=430100&rooms=3,4&q=%E4%BA%91')
    expect(changedPath(path, { rooms: null, city: '' })).toBe('/search?q=%E4%BA%91')
    expect(changedPath('/search?rooms=3', { rooms: null })).toBe('/search')
    expect(parameter(path, 'q')).toBe('云')
  })
})

describe('a typed range', () => {
  it('is read from and written to fen', () => {
    expect(readRange('/search?price_min=180000000&price_max=220500000', 'price')).toEqual({
      low: '180',
      high: '220.5',
    })
    expect(rangeChanges({ low: ' 180 ', high: '220.5' }, 'price')).toEqual({
      price_min: '180000000',
      price_max: '220500000',
    })
    expect(rangeChanges({ low: '', high: '1,2000' }, 'unit_price')).toEqual({
      unit_price_min: null,
      unit_price_max: '1200000',
    })
    expect(rangeChanges({ low: '89.5', high: '' }, 'size')).toEqual({ size_min: '89.5', size_max: null })
  })

  it('is none where it is reversed or no number', () => {
    expect(rangeChanges({ low: '3', high: '2' }, 'price')).toBeNull()
    expect(rangeChanges({ low: 'x', high: '' }, 'price')).toBeNull()
    expect(rangeChanges({ low: '-1', high: '' }, 'size')).toBeNull()
  })
})

describe('a drawn shape', () => {
  const circle = (points: number, radius: number): Pixel[] =>
    Array.from({ length: points }, (_, index) => {
      const angle = (index / points) * 2 * Math.PI
      return [200 + radius * Math.cos(angle), 200 + radius * Math.sin(angle)]
    })

  it('keeps its area with far fewer points', () => {
    const drawn = circle(900, 150)
    const few = simplified(drawn)
    expect(few.length).toBeLessThanOrEqual(MOST_POINTS)
    expect(few.length).toBeGreaterThan(8)
    expect(area(few) / area(drawn)).toBeGreaterThan(0.96)
  })

  it('stays within the limit even for a scribble', () => {
    const scribble = Array.from({ length: 2_000 }, (_, index): Pixel => [
      (index * 7919) % 400,
      (index * 104_729) % 400,
    ])
    expect(simplified(scribble).length).toBeLessThanOrEqual(MOST_POINTS)
  })

  it('comes back from the address as it was written, to a metre', () => {
    const shape: LngLat[] = [
      [112.9, 28.1],
      [113.01234567, 28.1],
      [113, 28.2],
    ]
    const text = writePolygon(shape)
    expect(text).toBe('112.90000,28.10000;113.01235,28.10000;113.00000,28.20000')
    expect(readPolygon(text)).toHaveLength(3)
    for (const wrong of ['', '1,2', '1,2;3,4', '1,2;3,x;5,6', '1,2,3;4,5;6,7'])
      expect(readPolygon(wrong)).toEqual([])
  })
})
