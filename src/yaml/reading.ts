import type { Decrypt } from './encrypted.ts'

/**
 * The language of the templates and expressions in a file: Drover's own, or Ansible's (Jinja, and YAML 1.1's `yes`
 * and `no`).
 */
export type Dialect = 'drover' | 'ansible'

/** The context for reading the files of a project. */
export interface YamlReading {
  /** Decrypts encrypted files. If absent, only plain files can be read. */
  readonly decrypt?: Decrypt | undefined
  /** Returns the language of a file by its absolute path. If absent, all files are in Drover's own. */
  readonly dialectOf?: ((file: string) => Dialect) | undefined
}
