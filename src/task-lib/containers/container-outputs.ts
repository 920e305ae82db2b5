/** The key of a result with a container, described. */
export const CONTAINER_OUTPUTS = {
  container: 'What `inspect` shows of the container after the task, as a map; empty if it does not exist.',
} as const

/** The keys of a result with an image, described. */
export const IMAGE_OUTPUTS = {
  image: 'What `inspect` shows of the image after the task, as a map; empty if it does not exist.',
  stdout: 'What the build printed, an empty text without a build; only if something changed.',
} as const

/** The key of a result with a network, described. */
export const NETWORK_OUTPUTS = {
  network: 'What `inspect` shows of the network after the task, as a map; empty if it does not exist.',
} as const

/** The key of a result with a volume, described. */
export const VOLUME_OUTPUTS = {
  volume: 'What `inspect` shows of the volume after the task, as a map; empty if it does not exist.',
} as const
