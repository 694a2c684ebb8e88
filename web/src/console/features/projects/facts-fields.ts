import type { DeskValuesOut } from '@/api/generated'

export type FactName = Exclude<keyof DeskValuesOut, 'site_geometry'>

export interface FactField {
  name: FactName
  kind: 'text' | 'long' | 'number' | 'money' | 'date' | 'choice' | 'words' | 'numbers'
  /** Codes of a closed list; their words are in the messages. */
  options?: string[]
  unit?: string
  wide?: boolean
}

const text = (name: FactName, wide = false): FactField => ({ name, kind: 'text', wide })
const long = (name: FactName): FactField => ({ name, kind: 'long', wide: true })
const number = (name: FactName, unit = ''): FactField => ({ name, kind: 'number', unit })
const money = (name: FactName, unit: string): FactField => ({ name, kind: 'money', unit })
const choice = (name: FactName, options: string[]): FactField => ({ name, kind: 'choice', options })
const PRECISION = ['', 'year', 'month', 'day']

/** The fields of a project, in the order and the groups in which people fill them in. */
export const FACT_GROUPS: {
  key: 'name' | 'place' | 'sale' | 'figures' | 'office' | 'builder'
  fields: FactField[]
}[] = [
  {
    key: 'name',
    fields: [
      text('name'),
      text('name_en'),
      text('alias', true),
      text('headline'),
      text('headline_en'),
      long('description'),
      long('description_en'),
      { name: 'tags', kind: 'words', wide: true },
      { name: 'facilities', kind: 'words', wide: true },
    ],
  },
  {
    key: 'place',
    fields: [
      text('city_code'),
      text('district_code'),
      text('area_name'),
      text('area_name_en'),
      text('address'),
      text('address_en'),
      number('lng', '°'),
      number('lat', '°'),
      number('bearing_deg', '°'),
    ],
  },
  {
    key: 'sale',
    fields: [
      choice('sale_status', ['unknown', 'upcoming', 'on_sale', 'sold_out']),
      choice('property_type', ['unknown', 'residential', 'villa', 'apartment', 'office', 'retail', 'mixed']),
      choice('fit_out', ['unknown', 'rough', 'fitted', 'luxury']),
      { name: 'opening_on', kind: 'date' },
      choice('opening_precision', PRECISION),
      { name: 'handover_on', kind: 'date' },
      choice('handover_precision', PRECISION),
    ],
  },
  {
    key: 'figures',
    fields: [
      money('stated_unit_price_fen', 'per_m2'),
      money('stated_lowest_total_fen', 'yuan'),
      money('stated_highest_total_fen', 'yuan'),
      number('stated_area_min', '㎡'),
      number('stated_area_max', '㎡'),
      { name: 'stated_rooms', kind: 'numbers' },
      number('plot_ratio'),
      number('greening_ratio', '%'),
      number('parking_spaces'),
      number('households'),
    ],
  },
  {
    key: 'office',
    fields: [
      text('sales_phone'),
      text('sales_hours'),
      text('sales_hours_en'),
      text('sales_address'),
      text('sales_address_en'),
    ],
  },
  {
    key: 'builder',
    fields: [
      text('developer'),
      text('developer_en'),
      text('property_company'),
      text('property_company_en'),
      money('property_fee_fen', 'per_m2_month'),
    ],
  },
]
