const PARTS = '/etc/apt/sources.list.d'

/** The directory for keys that only single sources trust. Source: sources.list(5). */
export const APT_KEYRINGS = '/etc/apt/keyrings'

/** Converts the name of sources to the form that their file names use: lower case, with hyphens. */
export function deb822Slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_\s]+/g, '-')
    .replace(/[^a-z0-9-]+/g, '')
}

/** The paths of the source file and of its possible key files on the host. */
interface Deb822Places {
  readonly dest: string
  readonly keys: readonly [armored: string, binary: string]
}

/** Returns the path of the source file, and the two paths at which its key may be. */
export function deb822Places(name: string): Deb822Places {
  const slug = deb822Slug(name)
  return {
    dest: `${PARTS}/${slug}.sources`,
    keys: [`${APT_KEYRINGS}/${slug}.asc`, `${APT_KEYRINGS}/${slug}.gpg`],
  }
}
