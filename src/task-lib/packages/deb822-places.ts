const PARTS = '/etc/apt/sources.list.d'

/** Where keys of single sources are kept. Source: sources.list(5). */
export const APT_KEYRINGS = '/etc/apt/keyrings'

/** The name of sources in the names of their files. */
export function deb822Slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_\s]+/g, '-')
    .replace(/[^a-z0-9-]+/g, '')
}

/** Paths on the host. */
interface Deb822Places {
  readonly dest: string
  readonly keys: readonly [armored: string, binary: string]
}

/** The file of the sources, and those that may have the key. */
export function deb822Places(name: string): Deb822Places {
  const slug = deb822Slug(name)
  return {
    dest: `${PARTS}/${slug}.sources`,
    keys: [`${APT_KEYRINGS}/${slug}.asc`, `${APT_KEYRINGS}/${slug}.gpg`],
  }
}
