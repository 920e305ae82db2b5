import { suggest } from '../base/suggest.ts'

/** Provides hints for names that a map does not have, without computing any of its values. */
export interface Adviser {
  /** Returns the names that exist, for suggestions. */
  readonly names: () => Iterable<string>
  /** Returns a hint for a name, if there is a better one than a similar name. */
  readonly advise?: ((name: string) => string | undefined) | undefined
}

/** The key under which a map stores its adviser. */
export const ADVISER = Symbol('adviser')

/** Attaches an adviser to a map. */
export function adviseOn<M extends object>(map: M, adviser: Adviser): M {
  return Object.defineProperty(map, ADVISER, { value: adviser })
}

/** Returns the names in a map that an error may list. */
export function namesOf(map: object): string[] {
  return [...(adviserOf(map)?.names() ?? Object.keys(map))]
}

/**
 * Returns a hint for a name that a map does not have: the adviser's, or a similar name; undefined if there is
 * neither.
 */
export function adviceOn(map: object, name: string): string | undefined {
  const near = suggest(name, namesOf(map))
  return adviserOf(map)?.advise?.(name) ?? (near && `did you mean \`${near}\`?`)
}

function adviserOf(map: object): Adviser | undefined {
  return (map as { readonly [ADVISER]?: Adviser })[ADVISER]
}
