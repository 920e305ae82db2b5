/** The name of an image with its tag. A tag or a digest in the name goes first. */
export function taggedImage(name: string, tag: string): string {
  if (name.includes('@') || isImageId(name)) return name
  const last = name.slice(name.lastIndexOf('/') + 1)
  return last.includes(':') ? name : `${name}:${tag}`
}

/** Whether an image is named by its id, which no registry knows. */
export function isImageId(name: string): boolean {
  return /^(sha256:)?[0-9a-f]{64}$/.test(name)
}

/** The id of an image without its algorithm, which only docker shows. */
export function plainImageId(id: string): string {
  return id.replace(/^sha256:/, '')
}

/** The id of an image as people read it: twelve digits. */
export function shortImageId(id: string): string {
  return plainImageId(id).slice(0, 12)
}
