import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { putFromSpool, putSmall } from '../../src/remote/files/atomic-write.ts'
import { Framer, requestText } from '../../src/shell/frame.ts'
import { BOOTSTRAP, PROGRAM, SHELL_NAME } from '../../src/shell/programs/bootstrap.ts'
import { sh } from '../../src/shell/quote.ts'
import { REQUIRED } from '../kit/open-shells.ts'
import { shellWords } from '../kit/shells.ts'

const MARK = '0123456789abcdef0123456789abcdef'
const root = mkdtempSync(join(tmpdir(), 'drover-cut-'))
test.after(() => rmSync(root, { recursive: true, force: true }))

const folderOf = (directory: string) => ({ path: `${directory}/.drover-ab-1-cd`, prefix: '.drover-ab-' })
const fileOf = (directory: string) => ({
  path: `${directory}/target`,
  content: '',
  mode: '0644',
  backup: true,
})

/**
 * Bytes between two cuts within a frame, by the value of DROVER_CUTS; at its ends the stream is cut at every
 * byte.
 */
const STEPS: Readonly<Record<string, number>> = { all: 1, many: 29, few: 197 }

/**
 * Cuts in one shell, and fewer in the others: bytes between cuts within a frame and before it, and the number
 * of bytes at each end.
 */
const MANY = { within: 97, before: 197, end: 12 }
const FEWER = { within: 397, before: 1597, end: 4 }

/** Every kind of frame with what follows it; when it runs, it removes `old` and creates something new. */
const KINDS: Record<string, (directory: string) => { texts: string[]; content?: Buffer }> = {
  'a script': directory => ({
    texts: [requestText(1, { script: sh`echo x >${`${directory}/ran`}; rm -rf -- ${`${directory}/old`}` })],
  }),
  'a script with input': directory => ({
    texts: [requestText(1, { script: sh`cat >${`${directory}/ran`}`, input: Buffer.from('in\0put\n') })],
  }),
  'a batch of probes': directory => ({
    texts: [1, 2].map(id => requestText(id, { script: sh`echo ${id} >${`${directory}/ran${id}`}` })),
  }),
  'a request for the lock, and a script that needs it': directory => ({
    texts: [
      requestText(1, {
        script: sh`echo ${`${directory}/ran-lock`} | tee ${`${directory}/ran`}`,
        isLock: true,
      }),
      requestText(2, { script: sh`echo x >${`${directory}/ran2`}`, needsLock: true }),
    ],
  }),
  'a small file': directory => {
    const script = putSmall(fileOf(directory), folderOf(directory), Buffer.from('content'))
    return { texts: [requestText(1, { script })] }
  },
  'a spooled file': directory => {
    const content = Buffer.from('spooled \0 content\n')
    const spool = { folder: folderOf(directory).path, size: content.length }
    const script = putFromSpool(fileOf(directory), folderOf(directory))
    return { texts: [requestText(1, { script, spool })], content }
  },
  'spooled input': directory => {
    const content = Buffer.from('spooled \0 input\n')
    const spool = { folder: folderOf(directory).path, size: content.length }
    const script = sh`exec <new && rm -f new && cat >${`${directory}/ran`}`
    return { texts: [requestText(1, { script, spool })], content }
  },
}

for (const shell of REQUIRED) {
  for (const [nth, [kind, make]] of Object.entries(KINDS).entries()) {
    // The handshake before the frame is the same for all kinds, and is cut once.
    const isWithHandshake = nth === 0
    const what = isWithHandshake ? `${kind}, of the handshake before it on,` : kind
    test(`no prefix of ${what} runs anything in ${shell}`, async () => {
      // The complete stream does run, otherwise the prefixes would prove nothing.
      const whole = newDirectory()
      await feed(shell, bytesFor(make, whole))
      assert.is.not(readdirSync(whole).filter(name => /^ran|^target$/.test(name)).length, 0)
      assert.equal(
        readdirSync(whole).filter(name => name.startsWith('.')),
        [],
      )
      const broken: string[] = []
      const size = bytesFor(make, whole).length
      // The program and the remote functions are ordinary lines, so only some cuts in them are tried. The same holds
      // within a frame, where each shell is cut at different bytes.
      const ownText = bytesFor(make, whole).indexOf(make(whole).texts[0] ?? '')
      const { within, before, end } = shell === 'dash' ? MANY : FEWER
      const step = STEPS[process.env.DROVER_CUTS ?? ''] ?? within
      const first = REQUIRED.indexOf(shell) % step
      const isCut = (cut: number): boolean => {
        if (cut < ownText - 8) return isWithHandshake && cut % (cut < MARK.length + 8 ? 5 : before) === 0
        return cut < ownText + end || cut >= size - end || cut % step === first
      }
      const cuts = Array.from({ length: size }, (_, cut) => cut).filter(isCut)
      for (let start = 0; start < cuts.length; start += 24) {
        await Promise.all(
          cuts.slice(start, start + 24).map(async cut => {
            const directory = newDirectory()
            const bytes = bytesFor(make, directory)
            assert.is(bytes.length, size)
            await feed(shell, bytes.subarray(0, cut))
            const left = readdirSync(directory).filter(name => name !== 'old')
            if (left.length > 0 || !existsSync(join(directory, 'old')))
              broken.push(`${cut}: ${left.join(' ')}`)
          }),
        )
      }
      assert.equal(broken, [])
    })
  }
}

test('a file is unchanged after every cut of its replacement', async () => {
  const make = KINDS['a spooled file']
  const size = make ? bytesFor(make, newDirectory()).length : 0
  for (let cut = size - 60; cut < size; cut += STEPS[process.env.DROVER_CUTS ?? ''] === undefined ? 4 : 1) {
    const directory = newDirectory()
    writeFileSync(join(directory, 'target'), 'old content')
    if (make) await feed('dash', bytesFor(make, directory).subarray(0, cut))
    assert.equal(readdirSync(directory), ['old', 'target'], `cut at ${cut}`)
    assert.is(readFileSync(join(directory, 'target'), 'utf8'), 'old content')
  }
})

test.run()

function bytesFor(
  make: (directory: string) => { texts: string[]; content?: Buffer },
  directory: string,
): Buffer {
  const { texts, content = Buffer.alloc(0) } = make(directory)
  return Buffer.concat([Buffer.from(`${MARK}\n${PROGRAM}\n`), new Framer(MARK).frame(texts), content])
}

/** All names have the same length, so that a cut is at the same place in each. */
function newDirectory(): string {
  const directory = mkdtempSync(join(root, 'f-'))
  mkdirSync(join(directory, 'old'))
  return directory
}

/** Starts the shell of a session, and sends it these bytes and the end of the input. */
function feed(shell: string, bytes: Buffer): Promise<void> {
  const [program = '', ...words] = shellWords(shell)
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, '-c', BOOTSTRAP, SHELL_NAME], {
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    child.on('error', reject)
    child.on('close', () => resolve())
    child.stdin.on('error', () => {})
    child.stdin.end(bytes)
  })
}
