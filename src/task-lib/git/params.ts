import type { CheckContext } from '../../authoring/define.ts'

/** The params of `git`. In a dry run, reading a param with an unknown value throws UnknownValueError. */
export interface GitParams {
  readonly repo: string
  readonly dest?: string | undefined
  readonly version: string
  readonly remote: string
  readonly refspec?: string | undefined
  readonly force: boolean
  readonly depth?: number | undefined
  readonly clone: boolean
  readonly update: boolean
  readonly bare: boolean
  readonly recursive: boolean
  readonly track_submodules: boolean
  readonly single_branch: boolean
  readonly reference?: string | undefined
  readonly separate_git_dir?: string | undefined
  readonly accept_hostkey: boolean
  readonly accept_newhostkey: boolean
  readonly key_file?: string | undefined
  readonly ssh_opts?: string | undefined
  readonly executable?: string | undefined
  readonly umask?: string | undefined
  readonly archive?: string | undefined
  readonly archive_prefix?: string | undefined
}

export type GitCheck = CheckContext<GitParams>
