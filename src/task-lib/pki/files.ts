import type { Change, MayChange } from '../../authoring/plan.ts'
import { programText } from '../../base/program-text.ts'
import { TaskError } from '../../errors.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { ShellText, sh } from '../../shell/quote.ts'
import { known, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { digestHex } from '../files/content.ts'
import { ensuredDirectory } from '../files/missing-parents.ts'
import { exactMode } from '../files/mode.ts'
import { parentOf } from '../files/staging.ts'
import type { Issued } from './forge.ts'

/** The files of a certificate, named as cfssljson names them; null for a missing file. */
export interface PkiFiles {
  readonly certificate: string | null
  readonly key: string | null
  /** Four octal digits. */
  readonly keyMode: string | null
  /** `NAME-csr.json`. */
  readonly request: string | null
  /** `NAME-config.json`. */
  readonly config: string | null
  /** Set in a dry run if an earlier task would issue the certificate, which then does not exist yet. */
  readonly issued?: Issue
}

/** What is known in a dry run about a certificate that a task would issue. */
export interface Issue {
  /**
   * Everything that the certificate depends on, as one string: the signing request or, for a certificate that an
   * authority signs, `certificateInputs`.
   */
  readonly asked: string
  /**
   * For an authority: the PEM text of its first certificate with this name and key or, if that does not exist either,
   * the signing request from which it would be issued.
   */
  readonly signer?: string
}

/**
 * Reads `NAME.pem`, `NAME-key.pem`, `NAME-csr.json` and `NAME-config.json`; `prefix` is their path up to and including
 * the name.
 */
export async function readPki(host: ReadHost, prefix: string): Promise<PkiFiles> {
  const endings = ['.pem', '-key.pem', '-csr.json', '-config.json']
  const [states, ...contents] = await Promise.all([
    host.ask(fileStates([`${prefix}-key.pem`])),
    ...endings.map(ending => orUnknownAnswer(host.ask(fileContent(`${prefix}${ending}`)))),
  ])
  const issued = issuedOf(contents[0])
  const [certificate = null, key = null, request = null, config = null] = contents.map(textOf)
  const files = { key, request, config, keyMode: modeOf(states[0] ?? null) }
  return { ...files, certificate, ...(issued ? { issued } : {}) }
}

/**
 * Returns the text of a file; null if it does not exist or, in a dry run, if it is a certificate that an earlier task
 * would issue.
 */
function textOf(content: Buffer | null | Unknown | undefined): string | null {
  if (issuedOf(content)) return null
  return known(content)?.toString() ?? null
}

function issuedOf(content: Buffer | null | Unknown | undefined): Issue | undefined {
  return content instanceof Unknown ? (content.known.issued as Issue | undefined) : undefined
}

/** Returns unknown outputs with these names, for a certificate that is not issued yet. */
export function unissued(path: string, names: readonly string[]): Record<string, Unknown> {
  return Object.fromEntries(
    names.map(name => [name, new Unknown(`the certificate ${path}, which is not issued yet`)]),
  )
}

/** Returns the change that restricts the mode of a key which other users can access; none if the mode is right. */
export function openKeyChange(prefix: string, { keyMode }: PkiFiles): Change[] {
  if (keyMode === null || /^0[0-7]00$/.test(keyMode)) return []
  return [
    {
      resource: `file:${prefix}-key.pem`,
      action: 'update',
      before: { mode: keyMode },
      after: { mode: '0600' },
    },
  ]
}

/** Returns the change that writes a cfssl document such as ca-csr.json; none if it already has this content. */
export function documentChange(path: string, before: string | null, after: string): Change[] {
  if (before === after) return []
  return [
    {
      resource: `file:${path}`,
      action: before === null ? 'create' : 'update',
      before: before === null ? null : { sha256: digestHex(before) },
      after: { sha256: digestHex(after) },
      text: { before: before ?? '', after },
    },
  ]
}

/**
 * Returns the changes of files that issuing a certificate causes, for the prediction of a dry run. The directory is
 * created if it is missing.
 */
export function issuedFiles(prefix: string, { certificate, key }: PkiFiles, issued: Issue): Change[] {
  const made = (ending: string, mode: string, isThere: boolean): Change => ({
    resource: `file:${prefix}${ending}`,
    action: isThere ? 'update' : 'create',
    before: isThere ? { sha256: '' } : null,
    after: { state: 'file', mode, from: 'cfssl', issued: { ...issued } },
  })
  return [
    ensuredDirectory(parentOf(prefix), '0700'),
    made('-key.pem', '0600', key !== null),
    made('.csr', '0644', certificate !== null),
    made('.pem', '0644', certificate !== null),
  ]
}

/** Returns the files of a certificate as resources that may change. */
export function mayIssue(prefix: string): MayChange[] {
  return ['-key.pem', '.csr', '.pem', '-csr.json', '-config.json'].map(ending => ({
    resource: `file:${prefix}${ending}`,
  }))
}

/** Restricts access to a key to its owner. */
export async function closeKey(host: Host, prefix: string): Promise<void> {
  await host.run(sh`chmod 0600 -- ${`${prefix}-key.pem`}`, { title: `close ${prefix}-key.pem` })
}

/** Creates a directory if it does not exist, with mode 0700. */
export async function makeDirectory(host: Host, directory: string): Promise<void> {
  await host.run(
    sh`test -d ${directory} || { umask 022; mkdir -p -- ${directory} && chmod ${exactMode('0700')} -- ${directory}; }`,
    {
      title: `make ${directory}`,
    },
  )
}

/**
 * Writes the files that were issued on the controller. The certificate comes last, for the reason given at `runCfssl`.
 */
export async function writeIssued(
  host: Host,
  prefix: string,
  { key, request, certificate }: Issued,
  backup: boolean,
): Promise<void> {
  await host.write({ path: `${prefix}-key.pem`, content: key, mode: '0600', backup })
  await host.write({ path: `${prefix}.csr`, content: request, mode: '0644' })
  await host.write({ path: `${prefix}.pem`, content: certificate, mode: '0644', backup })
}

/** The input of cfssl, and the paths of its output. */
export interface CfsslRun {
  readonly directory: string
  readonly name: string
  /** The directory of cfssl, if it is not in PATH. */
  readonly programs: string
  /** Arguments of `cfssl gencert`. */
  readonly words: readonly string[]
  /** Whether backups of replaced files are kept. */
  readonly backup: boolean
}

/**
 * Runs cfssl in a private directory next to the target and renames its output into place, the certificate last:
 * an interrupted run leaves a key that does not match its certificate, which the next check detects and
 * repairs.
 */
export async function runCfssl(host: Host, run: CfsslRun): Promise<void> {
  const { directory, name } = run
  const { status, stderr } = await host.run(cfsslScript(run), {
    title: `cfssl for ${directory}/${name}.pem`,
    ok: 'any',
  })
  if (status === 0) return
  throw new TaskError(`cfssl could not make ${directory}/${name}.pem: ${stderr.toString().trim()}`, {
    hint:
      status === 127
        ? 'install it with the task type `cfssl`, or use the controller with `backend: forge`'
        : undefined,
  })
}

/** The shell program that creates a certificate with cfssl and moves its files to their paths. */
const CFSSL = new ShellText(programText(new URL('./cfssl.sh', import.meta.url)))

function cfsslScript({ directory, name, programs, words, backup }: CfsslRun): ShellText {
  return sh`set -- ${[programs, directory, name, backup ? 'backup' : '', ...words]}
${CFSSL}`
}

function modeOf(state: FileState | null): string | null {
  return (state?.leadsTo ?? state)?.mode ?? null
}

/** Returns the path of a certificate's files without their suffixes. */
export function certificatePrefix({
  directory,
  name,
}: {
  readonly directory: string
  readonly name: string
}): string {
  return `${plainPath(directory)}/${name}`
}
