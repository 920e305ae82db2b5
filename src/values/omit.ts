/**
 * The value of `omit`. A param, keyword, list item or map key that renders to it is left out. There is one such
 * object, compared by identity.
 */
export const OMIT: object = Object.freeze({ omit: true })
