import { describe, expect, it } from 'vitest'

import { layoutFindings } from '@/console/canvas/layout/checks'
import type { LayoutGeometry } from '@/geometry'

import recorded from '../../../tests/catalog_geometry/layout-findings.json'

interface Case {
  name: string
  plan: LayoutGeometry
  problems: { code: string; where: string[] }[]
}
const cases = recorded as unknown as Case[]
const line = ({ code, where }: { code: string; where: readonly string[] }) => [code, ...where].join(' ')

describe('the checks while drawing say what the server says', () => {
  it.each(cases)('$name', ({ plan, problems }) => {
    expect(layoutFindings(plan).map(line)).toEqual(problems.map(line))
  })
})
