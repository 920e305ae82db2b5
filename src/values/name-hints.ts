import { suggest } from '../base/suggest.ts'

/** What errors about a map may say of names that it does not have, without making any of its values. */
export interface Adviser {
  /** The names that one may have meant. */
  readonly names: () => Iterable<string>
  /** A hint for a name, if there is a better one than a similar name. */
  readonly advise?: ((name: string) => string | undefined) | undefined
}

/** Under this a map may have its adviser. */
export const ADVISER = Symbol('adviser')

/** Gives a map an adviser. */
export function adviseOn<M extends object>(map: M, adviser: Adviser): M {
  return Object.defineProperty(map, ADVISER, { value: adviser })
}

/** The names that a map has, as far as an error may list them. */
export function namesOf(map: object): string[] {
  return [...(adviserOf(map)?.names() ?? Object.keys(map))]
}

/** What to do about a name that a map does not have, or which one was meant; undefined if neither is known. */
export function adviceOn(map: object, name: string): string | undefined {
  const near = suggest(name, namesOf(map))
  return adviserOf(map)?.advise?.(name) ?? (near && `did you mean \`${near}\`?`)
}

function adviserOf(map: object): Adviser | undefined {
  return (map as { readonly [ADVISER]?: Adviser })[ADVISER]
}
