import type { PipParams } from './pip-params.ts'
import type { PipPlace } from './pip-place.ts'

/** The requirements as changes name them. */
export function requirementTitles({ name = [], version }: PipParams, { file }: PipPlace): string[] {
  if (file !== undefined) return [file]
  return version === undefined ? [...name] : name.map(each => withVersion(each, version))
}

function withVersion(name: string, version: string): string {
  return /^\s*\d/.test(version) ? `${name}==${version.trim()}` : `${name}${version.trim()}`
}

/** The requirements as words of pip. */
export function requirementWords(params: PipParams, place: PipPlace): string[] {
  if (place.file !== undefined) return ['-r', place.file]
  const names = requirementTitles(params, place)
  return params.editable ? names.flatMap(name => ['-e', name]) : ['--', ...names]
}

/** A path or an URL: pip builds it again each time. */
export function isSource(requirement: string): boolean {
  return /^[./~]|:\/\/|^(git|hg|svn|bzr)\+|\.(whl|zip|tar\.\w+)$/.test(requirement)
}
