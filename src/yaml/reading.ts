import type { Decrypt } from './encrypted.ts'

/** The language of the templates and expressions in a file: Drover's own, or Ansible's (Jinja, and YAML 1.1's `yes` and `no`). */
export type Dialect = 'drover' | 'ansible'

/** What reading the files of a project needs to know about them. */
export interface YamlReading {
  /** Decrypts what is encrypted; without it, only plain files can be read. */
  readonly unseal?: Decrypt | undefined
  /** The language of a file, given its absolute path; Drover's own if absent. */
  readonly dialectOf?: ((file: string) => Dialect) | undefined
}
