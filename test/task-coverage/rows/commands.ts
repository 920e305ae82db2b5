import type { CoverageRow } from '../row.ts'

const noGit = { busybox: 'needs git, which busybox does not have' }

/** A web server of the host itself, which ends with it. */
const SERVER = 'http://127.0.0.1:8099'
const SERVED = `mkdir -p /srv/www && echo served >/srv/www/f && { busybox httpd -p 127.0.0.1:8099 -h /srv/www 2>/dev/null || :; }`
/** That of `served` and a line break. */
const SUM = 'c5acc4ae7d85cda11df11e6bc0c06ab55bffbd2b3db121d0a9e3ebb98bd98cac'

const REPOSITORY = `git init -q -b bränch repo && cd repo && echo x >f && git add f &&
git -c user.name=x -c user.email=x@x commit -q -m x`

/** Task types that run commands, and those for sources, downloads and requests. */
export const COMMAND_ROWS: readonly CoverageRow[] = [
  {
    type: 'command',
    title: 'runs a command whose arguments contain shell characters',
    params: ({ at }) => ({ argv: ['touch', '--', `${at}/-a "b" $(id) *é`], creates: `${at}/-a*` }),
    shows: () => ['printf "%s\\n" *', '-a "b" $(id) *é\n'],
  },
  {
    type: 'shell',
    title: 'runs a command line with standard input in a directory',
    params: ({ at }) => ({
      cmd: `{ cat; echo " $((1 + 1))"; } | cat >made`,
      stdin: `it's "é" $(id)`,
      stdin_add_newline: false,
      chdir: at,
      creates: `${at}/made`,
      onlyif: 'test ! -e other',
    }),
    shows: () => ['cat made', `it's "é" $(id) 2\n`],
  },
  {
    type: 'script',
    title: 'runs a script of the project with arguments',
    params: ({ at }) => ({ cmd: `make.sh 'a "b" $(id)' é`, chdir: at, creates: `${at}/made` }),
    project: { 'make.sh': '#!/bin/sh\nprintf "<%s>" "$@" >made\n' },
    shows: () => ['cat made', '<a "b" $(id)><é>'],
  },
  {
    type: 'raw',
    isAction: true,
    title: 'runs a command line unchanged',
    params: ({ plain }) => ({ cmd: `echo "é" >${plain}/made` }),
    shows: ({ plain }) => [`cat ${plain}/made`, 'é\n'],
  },
  {
    type: 'probe',
    title: 'reads the output of a command',
    params: () => ({ cmd: `echo "it's é"` }),
    expects: 'in-sync',
  },
  {
    type: 'wait_for',
    title: 'finds a line in a file',
    params: ({ at }) => ({ path: `${at}/f`, search_regex: '^ready "é"', timeout: 5 }),
    before: () => `echo 'ready "é"' >f`,
    expects: 'in-sync',
  },
  {
    type: 'get_url',
    title: 'downloads a file and verifies its checksum',
    params: ({ at, nth }) => ({
      url: `${SERVER}/f`,
      dest: `${at}/got "é"`,
      checksum: `sha256:${SUM}`,
      mode: '0600',
      force: nth > 2,
    }),
    boot: SERVED,
    shows: () => [`cat got*; stat -c %a got*`, 'served\n600\n'],
  },
  {
    type: 'uri',
    title: 'reads the content of a page',
    params: () => ({ url: `${SERVER}/f`, return_content: true }),
    boot: SERVED,
    expects: 'in-sync',
    notOn: { busybox: 'needs curl, which busybox does not have' },
  },
  {
    type: 'git',
    title: 'clones a branch',
    params: ({ at, plain }) => ({ repo: `${plain}/repo`, dest: `${at}/clone`, version: 'bränch' }),
    before: ({ plain }) => `cd ${plain} && ${REPOSITORY}`,
    shows: () => ['cat clone/f; git -C clone rev-parse --abbrev-ref HEAD', 'x\nbränch\n'],
    notOn: noGit,
  },
  {
    type: 'iptables',
    title: 'adds a rule to a chain',
    params: ({ nth }) => ({
      chain: 'INPUT',
      protocol: 'tcp',
      destination_port: 442 + nth,
      jump: 'ACCEPT',
      comment: `it's "é" $(id)`,
    }),
    shows: () => ['iptables -S INPUT | grep -c "dport 443 "', '1\n'],
    notOn: { busybox: 'needs iptables, which busybox does not have' },
  },
  {
    type: 'ufw',
    title: 'adds a rule that allows a port',
    params: ({ nth }) => ({ rule: 'allow', port: 442 + nth, proto: 'tcp', comment: `é "$(id)"` }),
    shows: () => ['grep -c "dport 443 " /etc/ufw/user.rules', '1\n'],
    notOn: { busybox: 'needs ufw, which busybox does not have' },
  },
]
