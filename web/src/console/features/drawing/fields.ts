/** Looks that the fields of both drawing screens share. */

export const INPUT =
  'bg-card border-line-strong rounded-control h-8 w-full min-w-0 border px-2 text-sm outline-trust-text focus:outline-2 focus:-outline-offset-1'
export const LABEL = 'text-ink-2 text-2xs block truncate'
export const SECTION = 'border-line border-t px-4 py-3 first:border-t-0'
export const HEADING = 'mb-2 text-xs font-semibold'
