/** The params of Ansible's modules that choose a library on the host. Drover needs none. */
export const UNSUPPORTED_BACKEND = {
  select_crypto_backend: 'remove it: no library is needed on the host',
} as const
