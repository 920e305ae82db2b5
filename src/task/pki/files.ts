import { TaskError } from '../../errors.ts'
import type { Host, ReadHost } from '../../host/host.ts'
import { fileContent } from '../../host/probes/read.ts'
import { sh } from '../../host/shell.ts'

/** A certificate's files in a directory, as cfssljson names them; null for what is not there. */
export interface PkiFiles {
  readonly certificate: string | null
  readonly key: string | null
  readonly request: string | null
}

/** Reads `NAME.pem`, `NAME-key.pem` and `NAME-csr.json`. */
export async function readPki(host: ReadHost, directory: string, name: string): Promise<PkiFiles> {
  const [certificate, key, request] = await Promise.all(
    [`${name}.pem`, `${name}-key.pem`, `${name}-csr.json`].map(file =>
      readText(host, `${directory}/${file}`),
    ),
  )
  return { certificate: certificate ?? null, key: key ?? null, request: request ?? null }
}

/** A file's text; null where there is none. */
export async function readText(host: ReadHost, path: string): Promise<string | null> {
  const bytes = await host.ask(fileContent(path))
  return bytes === null ? null : bytes.toString()
}

/**
 * Runs cfssl in a private directory beside the target and renames what it made into place, key first: a run that is cut
 * off leaves a key that does not match its certificate, which the next check sees.
 */
export async function runCfssl(
  host: Host,
  directory: string,
  name: string,
  command: ReturnType<typeof sh>,
): Promise<void> {
  const script = sh`PATH=$PATH:/root/local/bin:/usr/local/bin
for p in cfssl cfssljson; do command -v "$p" >/dev/null || { echo "the host has no $p" >&2; exit 127; }; done
cd -- ${directory} || exit 1
umask 077
d=$(mktemp -d ./.pki-XXXXXX) || exit 1
trap 'rm -rf -- "$d"' EXIT
o=$(${command} 2>"$d/log") && printf '%s' "$o" | (cd -- "$d" && cfssljson -bare ${name}) || { cat "$d/log" >&2; exit 1; }
test -s "$d/"${name}.pem || { cat "$d/log" >&2; exit 1; }
chmod 0644 "$d/"${name}.pem
now=$(date -u +%Y-%m-%dT%H%M%SZ)
for f in ${name}-key.pem ${name}.csr ${name}.pem; do
  test -e "$d/$f" || continue
  if test -e "$f"; then cp -p -- "$f" "$f.$now~" || exit 1; fi
  mv -f -- "$d/$f" "./$f" || exit 1
done`
  const { status, stderr } = await host.run(script, { title: `cfssl for ${name}`, ok: 'any' })
  if (status === 0) return
  throw new TaskError(`cfssl could not make ${directory}/${name}.pem: ${stderr.toString().trim()}`, {
    hint: status === 127 ? 'install it with the task type `cfssl`, or use `backend: forge`' : undefined,
  })
}
