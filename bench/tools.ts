import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Case, GREETING, type Item, ROOT } from './cases.ts'
import { type BenchHost, type Login, sshWords } from './hosts.ts'

/** A tool ready to run a case. */
export interface Ready {
  readonly command: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

export interface Tool {
  readonly name: string
  /** True where a run shall find what the one just before it left: it is run once more, uncounted. */
  readonly isWarm?: boolean
  /** Writes what the tool needs into a folder of its own, and says how it is run. */
  readonly prepare: (folder: string, wanted: Case, hosts: readonly BenchHost[], login: Login) => Ready
}

const COMMAND = join(import.meta.dirname, '../dist/src/cli/index.js')

/** Every tool that this machine can have; pyinfra is in none of Debian's packages. */
export const TOOLS: readonly Tool[] = [
  { name: 'floor', prepare: prepareFloor },
  { name: 'drover', prepare: (...given) => prepareDrover(['--no-persist'], ...given) },
  { name: 'drover-warm', isWarm: true, prepare: (...given) => prepareDrover([], ...given) },
  { name: 'mitogen', prepare: (...given) => prepareAnsible(MITOGEN, ...given) },
  {
    name: 'ansible-pipelining',
    prepare: (...given) => prepareAnsible({ ANSIBLE_PIPELINING: '1' }, ...given),
  },
  { name: 'ansible', prepare: (...given) => prepareAnsible({}, ...given) },
]

const MITOGEN = {
  ANSIBLE_STRATEGY_PLUGINS: '/usr/lib/python3/dist-packages/ansible_mitogen/plugins/strategy',
  ANSIBLE_STRATEGY: 'mitogen_linear',
}

/** The same checks by hand: one shell script a host, over ssh to all hosts at once; where something differs it is mended. */
function prepareFloor(folder: string, { items }: Case, hosts: readonly BenchHost[], login: Login): Ready {
  const quoted = (words: readonly string[]): string => words.map(word => `'${word}'`).join(' ')
  const lines = hosts.map(host => {
    const script = join(folder, `${host.name}.sh`)
    writeFileSync(script, `${items.map(item => byHand(item, host)).join('\n')}\n`)
    return `${quoted(sshWords(host, login))} sh -s <${script} >${script}.out &`
  })
  const all = join(folder, 'floor.sh')
  writeFileSync(all, `${lines.join('\n')}\nwait\n! grep -h -v '^ok$' ${folder}/*.out\n`)
  return { command: ['sh', all] }
}

function byHand(item: Item, host: BenchHost): string {
  const said = '&& echo ok || echo bad'
  if (item.kind === 'service') return `[ "$(systemctl is-active ${item.unit})" = active ] ${said}`
  if (item.kind === 'directory') {
    return `[ "$(stat -c '%F %a %U' ${item.path} 2>&1)" = 'directory 755 root' ] || mkdir -p -m 755 ${item.path} ${said}; echo ok`
  }
  if (item.kind === 'line') {
    return `grep -qxF '${item.line}' ${item.path} 2>/dev/null || echo '${item.line}' >>${item.path}; echo ok`
  }
  const content = item.kind === 'copy' ? item.content : `${GREETING} ${host.name} ${item.source}\n`
  const sum = createHash('sha256').update(content).digest('hex')
  return `if [ "$(sha256sum ${item.path} 2>&1)" = '${sum}  ${item.path}' ] && [ "$(stat -c '%F %a %U' ${item.path})" = 'regular file 644 root' ]
then echo ok; else printf %s '${content}' >${item.path}.new && chmod 644 ${item.path}.new && mv ${item.path}.new ${item.path} ${said}; fi`
}

function prepareDrover(
  words: readonly string[],
  folder: string,
  { items }: Case,
  hosts: readonly BenchHost[],
  login: Login,
): Ready {
  mkdirSync(join(folder, 'templates'), { recursive: true })
  const vars = {
    user: login.user,
    private_key_file: login.key,
    known_hosts_file: login.knownHosts,
  }
  const own = hosts.map(({ name, address, port }) => [name, { address, port }])
  writeFileSync(join(folder, 'hosts.yml'), JSON.stringify({ all: { hosts: Object.fromEntries(own), vars } }))
  const tasks = items.map(item => {
    if (item.kind === 'directory') return { file: { path: item.path, state: 'directory', mode: '0755' } }
    if (item.kind === 'copy') return { copy: { dest: item.path, content: item.content, mode: '0644' } }
    if (item.kind === 'line') return { lineinfile: { path: item.path, line: item.line, create: true } }
    if (item.kind === 'service') return { systemd: { name: item.unit, state: 'started' } }
    writeFileSync(
      join(folder, 'templates', `${item.source}.hbs`),
      `${GREETING} {{inventory_hostname}} ${item.source}\n`,
    )
    return { template: { dest: item.path, src: `${item.source}.hbs`, mode: '0644' } }
  })
  writeFileSync(join(folder, 'site.yml'), JSON.stringify([{ hosts: 'all', tasks }]))
  const inventory = join(folder, 'hosts.yml')
  const playbook = join(folder, 'site.yml')
  return {
    command: [process.execPath, COMMAND, 'playbook', ...words, '-i', inventory, '-o', 'ndjson', playbook],
  }
}

function prepareAnsible(
  settings: Readonly<Record<string, string>>,
  folder: string,
  { items }: Case,
  hosts: readonly BenchHost[],
  login: Login,
): Ready {
  mkdirSync(join(folder, 'templates'), { recursive: true })
  const lines = hosts.map(
    ({ name, address, port }) =>
      `${name} ansible_host=${address} ansible_port=${port} ansible_user=${login.user} ansible_python_interpreter=/usr/bin/python3`,
  )
  writeFileSync(join(folder, 'hosts'), `${lines.join('\n')}\n`)
  const tasks = items.map(item => {
    if (item.kind === 'directory') return { file: { path: item.path, state: 'directory', mode: '0755' } }
    if (item.kind === 'copy') return { copy: { dest: item.path, content: item.content, mode: '0644' } }
    if (item.kind === 'line') return { lineinfile: { path: item.path, line: item.line, create: true } }
    if (item.kind === 'service') return { systemd: { name: item.unit, state: 'started' } }
    writeFileSync(
      join(folder, 'templates', `${item.source}.j2`),
      `${GREETING} {{ inventory_hostname }} ${item.source}\n`,
    )
    return { template: { dest: item.path, src: `${item.source}.j2`, mode: '0644' } }
  })
  writeFileSync(join(folder, 'site.yml'), JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]))
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  chmodSync(home, 0o700)
  return {
    command: ['ansible-playbook', '-i', join(folder, 'hosts'), '-f', '100', join(folder, 'site.yml')],
    environment: {
      ANSIBLE_HOME: home,
      ANSIBLE_LOCAL_TEMP: home,
      ANSIBLE_SSH_CONTROL_PATH_DIR: home,
      // Each run has to connect anew, as the others do.
      ANSIBLE_SSH_ARGS: `-o ControlMaster=auto -o ControlPersist=1s -i ${login.key} -o UserKnownHostsFile=${login.knownHosts}`,
      ...settings,
    },
  }
}

/** Takes away all that the benchmark made on a host. */
export const CLEAR = `rm -rf ${ROOT}; mkdir ${ROOT}`
