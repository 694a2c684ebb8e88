/** What rooms are called: written into a new room in both languages, and shown for the kind in the person's own. */

import type { RoomKind } from '@/geometry'

export const ROOM_KINDS: readonly RoomKind[] = [
  'living',
  'dining',
  'master',
  'bedroom',
  'study',
  'kitchen',
  'bath',
  'balcony',
  'foyer',
  'corridor',
  'storage',
  'equipment',
  'terrace',
  'shop',
  'parking',
]

export const ROOM_NAMES: Readonly<Record<RoomKind, { readonly zh: string; readonly en: string }>> = {
  living: { zh: '客厅', en: 'Living room' },
  dining: { zh: '餐厅', en: 'Dining room' },
  master: { zh: '主卧', en: 'Main bedroom' },
  bedroom: { zh: '次卧', en: 'Bedroom' },
  study: { zh: '书房', en: 'Study' },
  kitchen: { zh: '厨房', en: 'Kitchen' },
  bath: { zh: '卫生间', en: 'Bathroom' },
  balcony: { zh: '阳台', en: 'Balcony' },
  foyer: { zh: '玄关', en: 'Foyer' },
  corridor: { zh: '过道', en: 'Corridor' },
  storage: { zh: '储藏间', en: 'Storage' },
  equipment: { zh: '设备平台', en: 'Equipment ledge' },
  terrace: { zh: '露台', en: 'Terrace' },
  shop: { zh: '商铺', en: 'Shop' },
  parking: { zh: '车位', en: 'Parking bay' },
}
