/** Windows that are given the light drawing of a site model; the server preloads by the same words. */
export const NARROW = '(max-width: 40rem)'
