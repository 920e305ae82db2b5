/** Returns the name of an image with its tag. A tag or digest that the name contains takes precedence. */
export function taggedImage(name: string, tag: string): string {
  if (name.includes('@') || isImageId(name)) return name
  const last = name.slice(name.lastIndexOf('/') + 1)
  return last.includes(':') ? name : `${name}:${tag}`
}

/** Whether a name is the ID of an image, which cannot be pulled from a registry. */
export function isImageId(name: string): boolean {
  return /^(sha256:)?[0-9a-f]{64}$/.test(name)
}

/** Returns the ID of an image without the prefix `sha256:`, which only docker shows. */
export function plainImageId(id: string): string {
  return id.replace(/^sha256:/, '')
}

/** Returns the first twelve digits of an image's ID, as people read it. */
export function shortImageId(id: string): string {
  return plainImageId(id).slice(0, 12)
}
