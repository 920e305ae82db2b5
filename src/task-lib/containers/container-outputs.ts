/** Description of the output with a container. */
export const CONTAINER_OUTPUTS = {
  container: 'What `inspect` shows of the container after the task, as a map; empty if it does not exist.',
} as const

/** Descriptions of the outputs of a task for an image. */
export const IMAGE_OUTPUTS = {
  image: 'What `inspect` shows of the image after the task, as a map; empty if it does not exist.',
  stdout: 'What the build printed, an empty text without a build; only if something changed.',
} as const

/** Description of the output with a network. */
export const NETWORK_OUTPUTS = {
  network: 'What `inspect` shows of the network after the task, as a map; empty if it does not exist.',
} as const

/** Description of the output with a volume. */
export const VOLUME_OUTPUTS = {
  volume: 'What `inspect` shows of the volume after the task, as a map; empty if it does not exist.',
} as const
