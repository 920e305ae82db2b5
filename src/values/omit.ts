/**
 * The value of `omit`: what renders to it is left out, be it a param, a keyword, the item of a list or the key of a map.
 * There is one, compared by identity.
 */
export const OMIT: object = Object.freeze({ omit: true })
