/**
 * What a probe asks about. For each kind, `engine/dry-run/predicted-answers.ts` computes the answer of a dry run from
 * predicted changes, and `remote/probes/answers.ts` has the type of the answer.
 */
export type Subject =
  | { readonly kind: 'file states'; readonly paths: readonly string[]; readonly digest?: DigestAlgorithm }
  | { readonly kind: 'file contents'; readonly paths: readonly string[] }
  | { readonly kind: 'path exists'; readonly pattern: string }
  | { readonly kind: 'real path'; readonly path: string }
  | {
      readonly kind: 'paths below'
      readonly directory: string
      /** The number of levels; undefined for all. */
      readonly depth: number | undefined
    }
  | { readonly kind: 'modes below'; readonly directory: string }
  | {
      readonly kind: 'other owners below'
      readonly directory: string
      /** Undefined to ignore the user. */
      readonly uid: number | undefined
      readonly gid: number | undefined
    }
  | { readonly kind: 'unit states'; readonly units: readonly string[]; readonly scope: UnitScope }
  | { readonly kind: 'unit files changed'; readonly scope: UnitScope }
  | { readonly kind: 'changed since'; readonly pid: number; readonly paths: readonly string[] }
  | { readonly kind: 'deb states'; readonly names: readonly string[]; readonly release: string }
  | { readonly kind: 'deb names'; readonly patterns: readonly string[] }
  | { readonly kind: 'apt simulation'; readonly words: readonly string[] }
  | { readonly kind: 'apt lists age' }
  | { readonly kind: 'apt lists time' }
  | { readonly kind: 'rpm states'; readonly specs: readonly string[] }
  | { readonly kind: 'package version'; readonly name: string }
  | { readonly kind: 'package simulation' }
  | {
      readonly kind: 'homebrew packages'
      readonly names: readonly string[]
      /** Directories in which brew is searched, in the form of `PATH`. */
      readonly path: string
      readonly onlyCasks: boolean
      /** Whether to ask for all installed packages, whatever `names` are. */
      readonly onlyInstalled: boolean
    }
  | { readonly kind: 'installed packages' }
  | { readonly kind: 'all services' }
  | { readonly kind: 'tools'; readonly names: readonly string[] }
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'user id'; readonly name: string }
  | { readonly kind: 'home'; readonly user: string }
  | { readonly kind: 'group id'; readonly name: string }
  | { readonly kind: 'users of group'; readonly group: string }

/** The name of a kind of subject. */
export type SubjectKind = Subject['kind']

/** The subject type of one kind. */
export type SubjectOf<K extends SubjectKind> = Extract<Subject, { readonly kind: K }>

/** The digest algorithms for which hosts have tools. */
export const DIGEST_ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const

/** The name of a digest algorithm, such as `sha256`. */
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number]

/** The owner of the units: the machine, the session's user, or all users. */
export type UnitScope = 'system' | 'user' | 'global'
