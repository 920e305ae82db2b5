import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type OpenOptions, openSession } from '../../src/remote/session.ts'
import { sh } from '../../src/shell/quote.ts'
import { checkTarget } from '../../src/transport/address.ts'
import type { Target } from '../../src/transport/spawn.ts'
import { commandOf } from '../../src/transport/ssh-args.ts'
import { sessionArgs } from '../../src/transport/ssh-flags.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { scratch } from '../kit/local-session.ts'
import { mastersOf, openSshd, type Sshd } from '../kit/sshd.ts'

// Settings of a user's ssh configuration, with a real ssh and sshd; docs/ssh-options.md lists all options.

const place = scratch()
const config = join(place.path, 'config')
const touched = join(place.path, 'touched')
let server: Sshd

lendEnvironment('PATH')
test.before(async () => {
  server = await openSshd('AcceptEnv DROVER_*', 'PermitTunnel yes', 'AllowAgentForwarding yes')
})
test.after(async () => {
  await server.close()
  place.remove()
})

/** Pinned settings, which would otherwise prevent a session or change its behaviour or output. */
const PINNED: readonly string[] = [
  'StdinNull yes',
  'ForkAfterAuthentication yes',
  'SessionType none',
  'SessionType subsystem',
  'RemoteCommand touch /nowhere',
  'RequestTTY force',
  'RequestTTY yes',
  `PermitLocalCommand yes\nLocalCommand touch ${touched}`,
  'BatchMode no\nNumberOfPasswordPrompts 9',
  'LogLevel DEBUG3',
  'LogLevel QUIET',
  'LogVerbose *',
  'VisualHostKey yes\nLogLevel VERBOSE',
  'EscapeChar ~\nEnableEscapeCommandline yes',
  `ControlMaster yes\nControlPath ${place.path}/theirs`,
  `ControlMaster auto\nControlPath ${place.path}/theirs\nControlPersist yes`,
  'ForwardAgent yes',
  'ForwardX11 yes\nForwardX11Trusted yes\nForwardX11Timeout 0',
  'LocalForward 47111 127.0.0.1:80\nExitOnForwardFailure yes',
  'RemoteForward 47111 127.0.0.1:80\nExitOnForwardFailure yes',
  'DynamicForward 47111',
  `LocalForward ${place.path}/sock 127.0.0.1:80\nStreamLocalBindMask 0000\nStreamLocalBindUnlink yes`,
  'Tunnel ethernet\nTunnelDevice any:any',
  'ServerAliveInterval 0\nServerAliveCountMax 0',
  'ConnectTimeout 0\nConnectionAttempts 9',
  'StrictHostKeyChecking no\nVerifyHostKeyDNS yes',
  'UpdateHostKeys yes',
]

/** Settings that the user may choose, which do no harm. */
const HONOURED: readonly string[] = [
  'CheckHostIP yes\nHashKnownHosts yes',
  'Compression yes\nIPQoS lowdelay\nTCPKeepAlive no\nRekeyLimit 1M 5s',
  'SendEnv *\nSetEnv DROVER_LANG=x',
  'AddKeysToAgent yes\nIdentitiesOnly yes',
  'CanonicalizeHostname always\nCanonicalizeFallbackLocal yes',
  'PreferredAuthentications publickey',
  'GatewayPorts yes\nPermitRemoteOpen any\nXAuthLocation /nowhere\nSyslogFacility AUTH',
  'IgnoreUnknown Obscure*,Channel*,UseKeychain\nObscureKeystrokeTiming yes\nChannelTimeout session=1h\nUseKeychain yes',
]

for (const settings of [...PINNED, ...HONOURED]) {
  test(`a session works the same with ${settings.replaceAll('\n', ', ').replaceAll(place.path, '…')}`, async () => {
    writeFileSync(config, `${settings}\n`)
    const before = readFileSync(server.target().knownHostsFile ?? '', 'utf8')
    await holdSession(['-F', config])
    assert.not(existsSync(touched))
    assert.not(existsSync(join(place.path, 'theirs')))
    assert.not(existsSync(join(place.path, 'sock')))
    assert.is(readFileSync(server.target().knownHostsFile ?? '', 'utf8'), before)
  })
}

/** Arguments in `ssh_args` that are removed or have no effect. */
const WORDS: readonly (readonly string[])[] = [
  ['-vvv'],
  ['-Cv', '-tt'],
  ['-v', '-o', 'LogLevel=DEBUG3', '-oStdinNull=yes'],
  ['-L', '47111:127.0.0.1:80', '-D47112'],
  ['-e', '~'],
]

for (const words of WORDS) {
  test(`a session works the same with \`${words.join(' ')}\` in ssh_args`, () =>
    holdSession(['-F', 'none', ...words]))
}

/** Asserts that a session answers with clean streams, without a terminal and without forwarding. */
async function holdSession(sshArgs: readonly string[], options: OpenOptions = {}): Promise<void> {
  const session = await openSession(server.target({ sshArgs }), options)
  try {
    const input = Buffer.from('in\r\n~.\n\u0003\u0004\0end')
    const { stdout, stderr } = await session
      .host()
      .run(
        sh`cat; echo oops >&2; test -t 0 || test -t 1 || echo "\${SSH_TTY-}\${SSH_AUTH_SOCK-}\${DISPLAY-}"`,
        { stdin: input },
      )
    assert.is(stdout.toString(), `${input}\n`)
    assert.is(stderr.toString(), 'oops\n')
    for (const port of [47111, 47112]) assert.not(await isListening(port))
  } finally {
    await session.close()
  }
  assert.equal(mastersOf(place.path), [])
}

function isListening(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => resolve(false)).once('connect', () => resolve(true))
    socket.once('connect', () => socket.destroy())
  })
}

test('an ssh older than 8.5 gets none of the newer options, after one attempt', async () => {
  const bin = join(place.path, 'bin')
  mkdirSync(bin, { recursive: true })
  const real = spawnSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).stdout.trim()
  const count = join(place.path, 'starts')
  writeFileSync(
    join(bin, 'ssh'),
    `#!/bin/sh
echo >>${count}
for w do case $w in
StdinNull=* | ForkAfterAuthentication=* | SessionType=* | LogVerbose=*)
printf 'command-line: line 0: Bad configuration option: %s\\r\\n' "$(echo "\${w%%=*}" | tr A-Z a-z)" >&2; exit 255;;
esac; done
exec ${real} "$@"
`,
  )
  chmodSync(join(bin, 'ssh'), 0o755)
  const path = process.env.PATH
  process.env.PATH = `${bin}${delimiter}${path}`
  try {
    const unknownOptions = new Set<string>()
    await holdSession(['-F', 'none'], { unknownOptions })
    assert.is(unknownOptions.size, 4)
    const starts = readFileSync(count, 'utf8').length
    await holdSession(['-F', 'none'], { unknownOptions })
    assert.is(readFileSync(count, 'utf8').length, starts + 1)
  } finally {
    process.env.PATH = path
  }
})

test("a misspelt option of the user's configuration is reported", async () => {
  writeFileSync(config, 'Stdinnul yes\n')
  const error = await openSession(server.target({ sshArgs: ['-F', config] })).then(
    () => new Error('there is a session'),
    (thrown: Error) => thrown,
  )
  assert.match(error.message, /the local ssh rejects its configuration: .*stdinnul/)
})

const TARGET: Target = { name: 'box', connection: 'ssh', address: 'box', sshArgs: [], connectTimeout: 10 }

/** Arguments that allow no session, and the error before anything is started. */
const REFUSED: readonly (readonly [readonly string[], string])[] = [
  [['-n'], '`-n` takes its standard input from it, so there would be no session'],
  [['-fN'], '`-f` sends ssh to the background, so there would be no session'],
  [['-CN'], '`-N` runs no command, so there would be no session'],
  [['-o', 'Port=22', '-W', 'a:22'], '`-W` forwards its streams, so there would be no session'],
  [['-Ocheck'], '`-O` talks to a master, so there would be no session'],
  [['-V'], '`-V` prints a version, so there would be no session'],
  [['other-host'], '`other-host` is not an option of ssh'],
  [['-C', '--', 'x'], '`--` is not an option of ssh'],
  [['-p22', 'id'], '`id` is not an option of ssh'],
]

for (const [words, fault] of REFUSED) {
  test(`\`${words.join(' ')}\` in ssh_args is refused before anything is started`, () => {
    assert.throws(
      () => checkTarget({ ...TARGET, sshArgs: words }),
      (error: Error) => error.message === `the ssh_args of box are refused: ${fault}`,
    )
  })
}

test('ssh_args are parsed as ssh parses them', () => {
  const words = ['-Cvp22', '-o', '-v', '-J', 'a', '-i/k', '-4t', '-Fnone']
  checkTarget({ ...TARGET, sshArgs: words })
  assert.equal(sessionArgs(words), ['-C', '-p', '22', '-o', '-v', '-J', 'a', '-i', '/k', '-4', '-F', 'none'])
})

const table = readFileSync('docs/ssh-options.md', 'utf8')

test('docs/ssh-options.md lists each option that the installed ssh knows', () => {
  const { stdout } = spawnSync('ssh', ['-G', '-F', 'none', 'box'], { encoding: 'utf8' })
  // `host` is not an option, though ssh prints it; the others come from a patch of some distributions.
  const others = /^(host|gssapi.*)$/
  const known = stdout.split('\n').flatMap(line => /^(\w+) /.exec(line)?.[1] ?? [])
  const missing = known.filter(name => !others.test(name) && !new RegExp(`\`${name}\``, 'i').test(table))
  assert.equal(missing, [])
})

test('docs/ssh-options.md marks exactly the pinned options as pinned', () => {
  const secret = { reveal: () => 'x' }
  const target = { ...TARGET, password: secret, passphrase: secret, knownHostsFile: '/k' }
  const lease = { socket: '/s', seconds: 1, isWarm: false, release: () => {}, taint: () => {} }
  const pinned = commandOf(target, undefined, { lease }).flatMap(word => /^([A-Z]\w+)=/.exec(word)?.[1] ?? [])
  const rows = [...table.matchAll(/^\| (`.*`) \| pinned/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  )
  // Pinned by `-T`.
  assert.equal(rows.sort(), [...pinned, 'RequestTTY'].sort())
})

test.run()
