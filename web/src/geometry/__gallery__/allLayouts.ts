/** All sample layouts, by name. */

import type { LayoutGeometry } from '../types'
import { fourRooms, studio, threeRooms } from './layouts'
import { angled, parking, shop, villa } from './moreLayouts'

export const LAYOUTS: readonly { readonly name: string; readonly geometry: LayoutGeometry }[] = [
  { name: 'A1 户型', geometry: threeRooms },
  { name: 'S 户型', geometry: studio },
  { name: 'D 户型', geometry: fourRooms },
  { name: 'T 户型', geometry: angled },
  { name: 'V 户型', geometry: villa },
  { name: '商铺', geometry: shop },
  { name: '车位', geometry: parking },
]
