import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { splitWords } from '../../src/base/words.ts'
import { makeProject, say } from '../kit/command-line.ts'
import { openSshd } from '../kit/sshd.ts'
import { writeFiles } from '../kit/write-files.ts'

const page = readFileSync('docs/getting-started.md', 'utf8')

/** The files on the page, by name. */
const files = Object.fromEntries(
  [...page.matchAll(/^```\w+ file=(\S+)\n(.*?)^```/gms)].map(([, name = '', text = '']) => [name, text]),
)

/** The `run` commands of a section, split into words. */
function commandsOf(section: string): string[][] {
  const [, text = ''] = new RegExp(`^## ${section}\\n(.*?)(?=^## |$(?![\\s\\S]))`, 'ms').exec(page) ?? []
  const lines = [...text.matchAll(/^\$ run (.*?)(?: +#.*)?$/gm)].map(([, line = '']) => line)
  return lines.map(line => splitWords(line))
}

test('the commands of the page lead from an empty folder to a changed host, with the printed output', async () => {
  const sshd = await openSshd()
  const folder = makeProject({})
  const out = join(folder, 'changed')
  try {
    const { port, user, privateKeyFile } = sshd.target()
    for (const words of commandsOf('2\\. Create a project')) {
      const { code, stderr } = await say(folder, ...words)
      assert.is(code, 0, stderr)
    }
    // The host of the page is this machine, and files for /tmp are written to the folder of the test.
    const login = `address: 127.0.0.1, port: ${port}, user: ${user}, private_key_file: ${privateKeyFile}, known_hosts_file: ${folder}/known`
    const here = Object.entries(files).map(([name, text]) => [
      name,
      text.replace('address: 192.0.2.10, user: admin', login).replaceAll('/tmp/shop', out),
    ])
    writeFiles(folder, Object.fromEntries(here))
    const [trust = [], exec = []] = commandsOf('3\\. Add your host')
    assert.match((await say(folder, ...trust, '--yes')).stdout, /1 key accepted/)
    assert.match((await say(folder, ...exec)).stdout, /load average/)
    const said: string[] = []
    for (const words of commandsOf('5\\. Preview, apply, check again'))
      said.push((await say(folder, ...words, '--no-persist')).stdout)
    const [dry = '', real = '', again = ''] = said
    assert.match(dry, /DRY RUN: nothing was changed; 2 would change/)
    assert.match(real, /My shop has changed on web1/)
    assert.match(real, /web1 +1 +2/)
    assert.match(again, /web1 +2 +0/)
    assert.is(readFileSync(join(out, 'index.html'), 'utf8'), '<h1>My shop</h1>\n<p>Served by web1.</p>\n')
  } finally {
    await sshd.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the page shows all files that it mentions', () => {
  assert.equal(Object.keys(files), ['inventory/hosts.yml', 'playbooks/site.yml', 'templates/index.html'])
})

test.run()
