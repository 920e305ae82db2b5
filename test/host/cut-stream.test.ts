import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BOOTSTRAP } from '../../src/host/bootstrap.ts'
import { encodeFrame, type Request } from '../../src/host/frame.ts'
import { putScript } from '../../src/host/put.ts'
import { sh } from '../../src/host/shell.ts'
import { shellWords } from '../kit/shells.ts'

const MARK = '0123456789abcdef0123456789abcdef'
const root = mkdtempSync(join(tmpdir(), 'drover-cut-'))
test.after(() => rmSync(root, { recursive: true, force: true }))

/** Every kind of frame; each leaves `ran` or `target` when it runs. */
const KINDS: Record<string, (folder: string) => { request: Request; content?: Buffer }> = {
  'a script': folder => ({
    request: { script: sh`echo x >${`${folder}/ran`}; rm -rf -- ${`${folder}/old`}` },
  }),
  'a script with input': folder => ({
    request: { script: sh`cat >${`${folder}/ran`}`, input: Buffer.from('in\0put\n') },
  }),
  'a small file': folder => {
    const file = { path: `${folder}/target`, content: '', mode: '0644' }
    const temporary = `${folder}/.drover-small`
    const script = sh`(umask 077; set -C; cat >${temporary}) && { ${putScript(file, temporary)}\n}`
    return { request: { script, input: Buffer.from('content') } }
  },
  'a spooled file': folder => {
    const file = { path: `${folder}/target`, content: '', mode: '0644' }
    const temporary = `${folder}/.drover-spool`
    const content = Buffer.from('spooled \0 content\n')
    const request = { script: putScript(file, temporary), spool: { path: temporary, size: content.length } }
    return { request, content }
  },
}

for (const shell of ['dash', 'bash', 'busybox', 'mksh']) {
  for (const [kind, make] of Object.entries(KINDS)) {
    test(`no prefix of ${kind} runs anything in ${shell}`, async () => {
      const probe = stream(make, 'x')
      // The whole of it does run: else the prefixes would prove nothing.
      const whole = newFolder()
      await feed(shell, stream(make, whole))
      assert.ok(existsSync(join(whole, 'ran')) || readFileSync(join(whole, 'target')).length > 0)
      assert.equal(
        readdirSync(whole).filter(name => name.startsWith('.drover')),
        [],
      )
      const folders = Array.from({ length: probe.length }, newFolder)
      const cuts = folders.map((folder, cut) => ({ folder, bytes: stream(make, folder), cut }))
      const broken: string[] = []
      for (let start = 0; start < cuts.length; start += 32) {
        await Promise.all(
          cuts.slice(start, start + 32).map(async ({ folder, bytes, cut }) => {
            // Folder names are of one length, so a cut means the same in each.
            await feed(
              shell,
              bytes.subarray(0, Math.min(cut + (bytes.length - probe.length), bytes.length - 1)),
            )
            const left = readdirSync(folder).filter(name => name !== 'old')
            if (left.length > 0 || !existsSync(join(folder, 'old'))) broken.push(`${cut}: ${left.join(' ')}`)
          }),
        )
      }
      assert.equal(broken, [])
    })
  }
}

test.run()

function stream(make: (folder: string) => { request: Request; content?: Buffer }, folder: string): Buffer {
  const { request, content } = make(folder)
  return Buffer.concat([Buffer.from(`${MARK}\n`), encodeFrame(1, MARK, request), content ?? Buffer.alloc(0)])
}

function newFolder(): string {
  const folder = mkdtempSync(join(root, 'f-'))
  mkdirSync(join(folder, 'old'))
  return folder
}

/** Starts a session's shell, gives it these bytes and then the end of its input. */
function feed(shell: string, bytes: Buffer): Promise<void> {
  const [program = '', ...words] = shellWords(shell)
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, '-c', BOOTSTRAP], { stdio: ['pipe', 'ignore', 'ignore'] })
    child.on('error', reject)
    child.on('close', () => resolve())
    child.stdin.on('error', () => {})
    child.stdin.end(bytes)
  })
}
