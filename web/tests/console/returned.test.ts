import { describe, expect, it } from 'vitest'

import { FACT_GROUPS } from '@/console/features/projects/facts-fields'
import { factOf, mendingPath } from '@/console/features/projects/returned'

describe('a field that came back', () => {
  it('is mended on the screen that holds it', () => {
    const screen = (path: string) => mendingPath('p', path).split('?')[0]
    expect(screen('project.headline')).toBe('/console/projects/p')
    expect(screen('phases[1]')).toBe('/console/projects/p')
    expect(screen('project.site_geometry')).toBe('/console/projects/p/site')
    expect(screen('buildings[1栋]')).toBe('/console/projects/p/site')
    expect(screen('layouts[A/2].area')).toBe('/console/projects/p/layouts/A%2F2')
    expect(screen('units[1栋].filed_price')).toBe('/console/projects/p/units')
    expect(screen('surroundings')).toBe('/console/projects/p/surroundings')
    expect(mendingPath('p', 'permits[长 1]')).toBe(
      '/console/projects/p/permits?field=permits%5B%E9%95%BF%201%5D',
    )
  })

  it('is a field of the form, whatever reviewers call it', () => {
    const known = new Set<string>(FACT_GROUPS.flatMap((group) => group.fields.map((field) => field.name)))
    const paths = [
      'project.headline',
      'project.position',
      'project.opening',
      'project.handover',
      'project.property_fee_fen',
      'project.stated.unit_price_fen',
      'project.stated.total_min_fen',
      'project.stated.total_max_fen',
      'project.stated.area_min',
      'project.stated.rooms',
    ]
    expect(paths.map(factOf).filter((name) => !known.has(name))).toEqual([])
  })
})
