import { always, type Change, never, removed, replaced } from './changes.ts'

/** A safety check that is taken away, and the test files of which one must then fail. */
export interface Mutation {
  /** The rule that the check enforces: the comment `safety: TITLE` above the check in the sources. */
  readonly title: string
  /** What is made of the statement below that comment. */
  readonly change: Change
  readonly tests: readonly string[]
}

const QUOTING = 'test/shell/quoting.contract.test.ts'
const SESSION = 'test/shell/client.contract.test.ts'
const CUT = 'test/shell/cut-stream.contract.test.ts'
const JOB = 'test/remote/jobs/job.contract.test.ts'
const WRITE = 'test/remote/files/write.contract.test.ts'
const LOCK = 'test/remote/host-lock.contract.test.ts'
const PLANTED = 'test/faults/planted-links.faults.ts'
const KEPT = 'test/transport/persistent/folder.test.ts'
const UNSAFE = 'test/tasks/files/unarchive.unsafe.contract.test.ts'
const ATTACKS = 'test/tasks/files/unarchive.attacks.contract.test.ts'
const LISTS = 'test/remote/files/access-lists.contract.test.ts'
const OWN = 'test/cli/own-files.contract.test.ts'
const TEMPLATE = 'test/templates/template.test.ts'
const YAML = 'test/yaml/load.test.ts'
const SECRET = 'test/values/secret.test.ts'
const COMMAND = 'test/transport/ssh-args.test.ts'
const SETTINGS = 'test/transport/ssh-args.contract.test.ts'
const MASKED = 'test/report/masked.test.ts'
const HOSTILE = 'test/cli/hostile-hosts.contract.test.ts'

/** The rules of docs/mutations.md, in the same order. */
export const MUTATIONS: readonly Mutation[] = [
  // Quoting for remote shells.
  {
    title: 'a single quote in a value is escaped',
    change: replaced(String.raw`text.replaceAll("'", "'\\''")`, 'text'),
    tests: [QUOTING],
  },
  {
    title: 'a value with any special character is quoted',
    change: replaced('+,-]', '+,*-]'),
    tests: [QUOTING],
  },
  {
    title: 'a NUL byte in a shell word is refused',
    change: never(String.raw`text.includes('\0')`),
    tests: [QUOTING],
  },
  {
    title: 'arguments of a program on the controller are quoted by Drover, not by zx',
    change: removed('quote,'),
    tests: [QUOTING],
  },
  {
    title: 'a script that begins with a dash is not parsed as an option of `eval`',
    change: replaced('` ${script.text}`', 'script.text'),
    tests: [SESSION],
  },
  // Frames.
  {
    title: 'an incomplete frame is not run',
    change: replaced('*"#$d_mark" | *"#$d_mark$d_line_break")', '*)'),
    tests: [CUT],
  },
  {
    title: 'a script cannot read the marker that ends its output',
    change: replaced('d_mark=;d_text=;d_line=;', ''),
    tests: [SESSION],
  },
  {
    title: 'a script cannot consume the requests that follow it',
    change: replaced('</dev/null', ''),
    tests: [SESSION],
  },
  {
    title: 'environment variables that change how a shell works are unset',
    change: removed('unset ENV BASH_ENV CDPATH IFS'),
    tests: [SESSION],
  },
  {
    title: 'an end message with the wrong ID is rejected',
    change: replaced('&& message.id === this.#pending.current(stream)?.id', ''),
    tests: [SESSION, CUT],
  },
  {
    title: 'a request that exceeds its deadline is abandoned',
    change: never('this.#untilDeadline()'),
    tests: [SESSION],
  },
  {
    title: 'a shell that sends no heartbeat is abandoned',
    change: never('this.#untilSilence()'),
    tests: [SESSION],
  },
  {
    title: 'output beyond the size limit is not kept in memory',
    change: replaced('this.#size > MAX_OUTPUT', 'false'),
    tests: [SESSION],
  },
  {
    title: 'only the beginning of an overlong line is reported',
    change: replaced('rest.length > MAX_LINE', 'false'),
    tests: ['test/shell/response/line-splitter.test.ts'],
  },
  {
    title: 'zx does not store the output of a session',
    change: removed('store:'),
    tests: ['test/cli/memory.contract.test.ts'],
  },
  // Connections.
  {
    title: 'an address contains only allowed characters',
    change: removed('check('),
    tests: [QUOTING, 'test/cli/bad-input.test.ts'],
  },
  {
    title: 'a user name contains only allowed characters',
    change: never('user !== undefined'),
    tests: [QUOTING, 'test/cli/bad-input.test.ts'],
  },
  {
    title: 'an address cannot begin with a dash',
    change: replaced('[A-Za-z0-9_][A-Za-z0-9._-]*|', '[A-Za-z0-9._-]+|'),
    tests: ['test/cli/bad-input.test.ts', COMMAND],
  },
  {
    title: 'a user name cannot begin with a dash',
    change: replaced('[A-Za-z0-9_][A-Za-z0-9._@+-]*', '[A-Za-z0-9._@+-]+'),
    tests: ['test/cli/bad-input.test.ts', COMMAND],
  },
  {
    title: 'arguments of ssh contain no control characters',
    change: never('.test(word)'),
    tests: ['test/cli/bad-input.test.ts', COMMAND],
  },
  {
    title: '`--` precedes the address in the ssh command',
    change: replaced("'--',", ''),
    tests: [QUOTING],
  },
  {
    title: '`--` precedes the address in the ssh command of a relay',
    change: replaced("'--', ", ''),
    tests: ['test/transport/ssh-args.test.ts'],
  },
  {
    title: 'an unknown host key is rejected',
    change: replaced("'yes'", "'no'"),
    tests: ['test/transport/connection-errors.contract.test.ts', SETTINGS],
  },
  {
    title: "`RemoteCommand` of the user's ssh configuration is not run",
    change: removed('RemoteCommand:'),
    tests: [SETTINGS],
  },
  {
    title: "`LocalCommand` of the user's ssh configuration is not run",
    change: removed('PermitLocalCommand:'),
    tests: [SETTINGS],
  },
  {
    title: 'the ssh agent is not forwarded',
    change: removed('ForwardAgent:'),
    tests: [SETTINGS],
  },
  {
    title: "the user's own control master is not used",
    change: replaced("{ ControlMaster: 'no', ControlPath: 'none' }", '{}'),
    tests: [SETTINGS],
  },
  {
    title: 'a password is given only to the ssh process that Drover started',
    change: replaced('Number(asker) !== owner ||', ''),
    tests: ['test/transport/askpass.contract.test.ts'],
  },
  {
    title: 'a password is given only once',
    change: never('isGiven'),
    tests: ['test/transport/askpass.contract.test.ts'],
  },
  {
    title: 'a prompt from the host is never answered with the key passphrase',
    change: replaced(
      'target.password && (await openAskpass(target.password, asksForPassword))',
      'target.passphrase && (await openAskpass(target.passphrase, () => true))',
    ),
    tests: ['test/transport/prompts.contract.test.ts'],
  },
  {
    title: 'ssh does not prompt if no password is set',
    change: replaced("target.password === undefined ? 'yes' : 'no'", "'no'"),
    tests: ['test/transport/ssh-args.test.ts'],
  },
  {
    title: 'a socket directory owned by another user is not used',
    change: never('found.uid'),
    tests: [KEPT],
  },
  {
    title: 'a socket directory accessible to other users is not used',
    change: never('found.mode'),
    tests: [KEPT],
  },
  {
    title: 'a socket directory that is a symlink is not used',
    change: never('found.isSymbolicLink()'),
    tests: [KEPT],
  },
  {
    title: 'a socket directory is not used if others can write to a directory above it',
    change: never('!isSticky'),
    tests: [KEPT],
  },
  {
    title: 'the key file of the socket directory cannot be a symlink',
    change: replaced('| constants.O_NOFOLLOW', ''),
    tests: [KEPT],
  },
  {
    title: 'a refused login is not retried',
    change: replaced('|| error.isFinal', ''),
    tests: ['test/engine/recovery/retry-lost-connection.contract.test.ts'],
  },
  {
    title: 'a non-repeatable action is not retried after a lost connection',
    change: always('isRepeatable'),
    tests: ['test/engine/recovery/retry-lost-connection.contract.test.ts'],
  },
  // Lock.
  {
    title: 'a host that another run has locked is not changed',
    change: replaced('test -n "$d_busy"', 'false'),
    tests: [LOCK],
  },
  {
    title: "a lock file is ignored unless root or the session's own user owns it",
    change: replaced('0 | "$d_user")', '*)'),
    tests: [LOCK],
  },
  {
    title: 'a request that needs the lock is not run before the lock is held',
    change: replaced('test -n "$d_lock_file"&&', ''),
    tests: [LOCK],
  },
  {
    title: 'a lock whose process has ended is ignored, even if its process ID was reused',
    change: replaced('test "$d_found" = "$3"', 'true'),
    tests: [LOCK],
  },
  {
    title: 'a lock held by a hidden process of root still counts',
    change: replaced("echo '?'", ''),
    tests: [LOCK],
  },
  {
    title: 'a request that needs the lock is not run after the lock file is gone',
    change: replaced('&&! d_is_lock_lost', ''),
    tests: [LOCK],
  },
  {
    title: 'a file is not installed after a later session has taken over',
    change: replaced('! d_is_lock_lost', 'true'),
    tests: [LOCK],
  },
  // Jobs.
  {
    title: 'a folder for jobs is not used if another user created it',
    change: replaced('&& d_is_private', '&& :'),
    tests: [JOB],
  },
  {
    title: 'a finished job is not killed, because its process ID may now belong to another process',
    change: replaced('then return', 'then :'),
    tests: [JOB],
  },
  // Files on hosts.
  {
    title: 'the staging directory is verified before it is used',
    change: removed('d_is_private || exit'),
    tests: [WRITE],
  },
  {
    title: "another user's symlink in a path is followed only to a directory of that user",
    change: replaced('for d_part in $d_link_owners; do d_check_owner "$1" "$d_part" . || return; done', ':'),
    tests: [PLANTED],
  },
  {
    title: 'a file is not moved into a directory at its target path',
    change: replaced('elif test -d "$n"; then echo ${`${path} is a directory`} >&2; exit 1', ''),
    tests: [WRITE, 'test/faults/files.faults.ts'],
  },
  {
    title: 'a pipe or device at the target path is not replaced',
    change: replaced(
      'elif test -e "$n" && ! test -f "$n"; then echo ${`${path} is not a regular file`} >&2; exit 1',
      '',
    ),
    tests: [WRITE, 'test/faults/files.faults.ts'],
  },
  {
    title: 'a file that changed after it was checked is not replaced',
    change: removed('unchanged(path, replaces, isLarge(content))'),
    tests: [WRITE, 'test/cli/commands/plan.contract.test.ts'],
  },
  {
    title: 'a file is flushed to disk before it is renamed',
    change: replaced(',fsync', ''),
    tests: ['test/remote/files/on-disk.contract.test.ts'],
  },
  {
    title: 'files that are written together are flushed to disk before they are renamed',
    change: replaced('sync --', 'true --'),
    tests: ['test/remote/files/on-disk.contract.test.ts'],
  },
  {
    title: 'the mode of a file is set before it is renamed',
    change: removed('chmod -- ${mode} new'),
    tests: [WRITE],
  },
  {
    title: 'an incomplete file is not installed',
    change: replaced(') && test "$(wc -c <"$1/new")" -eq "$2" && return', ')\n  return'),
    tests: [CUT, WRITE, 'test/faults/files.faults.ts'],
  },
  {
    title: 'content whose size changes while it is read is not sent',
    change: never('total !== size'),
    tests: [WRITE],
  },
  {
    title: 'a file that `validate` rejects is not installed',
    change: replaced('|| ${refused}', '|| :'),
    tests: [WRITE],
  },
  {
    title: 'a system directory is not deleted, however its path is written',
    change: replaced('lexical(path)', 'path'),
    tests: ['test/task-lib/files/protected-paths.test.ts'],
  },
  {
    title: 'a download must match its checksum',
    change: never('hex !== checksum.hex'),
    tests: [
      'test/task-lib/downloads/download.contract.test.ts',
      'test/tasks/network/get_url.test.ts',
      'test/tasks/network/get_url.contract.test.ts',
    ],
  },
  {
    title: '`fetch` refuses a source path that contains `..`',
    change: never("includes('..')"),
    tests: ['test/tasks/files/fetch.contract.test.ts'],
  },
  {
    title: '`synchronize` refuses a path from the host that leads outside the destination',
    change: never("includes('..')"),
    tests: ['test/tasks/files/synchronize.test.ts'],
  },
  // Archives.
  {
    title: 'an archive entry cannot leave its directory through `..`',
    change: never("includes('..')"),
    tests: [UNSAFE],
  },
  {
    title: 'an archive entry cannot have an absolute path',
    change: never("path.startsWith('/')"),
    tests: [UNSAFE],
  },
  {
    title: 'a symlink in an archive listing cannot point outside the destination',
    change: never('leavesRoot('),
    tests: [UNSAFE],
  },
  {
    title: 'a hard link in an archive listing cannot point outside the archive',
    change: replaced("target.startsWith('/') || target.split('/').includes('..')", 'false'),
    tests: [UNSAFE],
  },
  {
    title: 'an archive entry cannot lie below a symlink of the archive',
    change: never('isBelowLink('),
    tests: [UNSAFE],
  },
  {
    title: 'an archive cannot contain devices',
    change: never("kind === 'device'"),
    tests: [UNSAFE],
  },
  {
    title: 'only files, directories and symlinks can be extracted',
    change: replaced('find root ! -type f ! -type d ! -type l', 'true'),
    tests: [ATTACKS],
  },
  {
    title: 'an extracted file cannot have a hard link outside the extracted tree',
    change: replaced('| with_names_outside', '| true'),
    tests: [ATTACKS],
  },
  {
    title: 'setuid and setgid bits from an archive are removed',
    change: replaced('chmod -- u-s,g-s', 'true'),
    tests: [ATTACKS],
  },
  {
    title: 'an extracted symlink cannot point outside the destination',
    change: removed('refuseUnsafeLinks('),
    tests: [ATTACKS],
  },
  {
    title: 'the number of extracted entries must match the archive listing',
    change: removed('sameCounts('),
    tests: [ATTACKS],
  },
  {
    title: 'a symlink below the extraction destination is not followed',
    change: replaced('[ ! -L "./$d_c" ] && cd -P "./$d_c" && [ "$PWD" = "$d_w/$d_c" ]', 'cd -P "./$d_c"'),
    tests: [ATTACKS],
  },
  {
    title: 'an archive that does not fit on the disk is not extracted',
    change: replaced('[ "$n" = fits ]', 'true'),
    tests: [ATTACKS],
  },
  {
    title: 'decompressing an archive on a host stops at the size limit',
    change: replaced('| head -c ${maxSize + 1}', ''),
    tests: [ATTACKS],
  },
  {
    title: 'decompressing an archive on the controller stops at the size limit',
    change: never('came > maxSize'),
    tests: ['test/task-lib/archives/read.fuzz.contract.test.ts'],
  },
  // ACLs.
  {
    title: 'the default ACL of a directory is ignored',
    change: replaced('d_remove_lists . 1 || chmod 1700 .', ':'),
    tests: [LISTS],
  },
  {
    title: 'an ACL is kept only if no other user could have created the file',
    change: replaced('&& test -n "$d_is_safe" && d_is_trusted "$n"', ''),
    tests: [LISTS],
  },
  // Drover's own files.
  {
    title: 'a plan is refused if its sources have changed',
    change: removed('changedInputs('),
    tests: [OWN],
  },
  {
    title: 'a plan is refused if its application reads sources that were not read for the plan',
    change: removed('differingInputs('),
    tests: [OWN],
  },
  {
    title: 'a plan or journal of another user is refused',
    change: never('found.uid !== own'),
    tests: [OWN],
  },
  {
    title: 'a run that is still in progress is not resumed',
    change: always("state === 'gone'"),
    tests: [OWN],
  },
  // Values.
  {
    title: 'an undefined variable is an error',
    change: always("missing === 'variable'"),
    tests: [TEMPLATE],
  },
  {
    title: 'a name in a template cannot reach the prototype of the variables',
    change: replaced('Object.hasOwn(variables, name)', 'name in variables'),
    tests: [TEMPLATE],
  },
  {
    title: 'a path in a template cannot reach a prototype',
    change: replaced('ownValue(value, key)', 'value[key]'),
    tests: [TEMPLATE],
  },
  {
    title: 'a path in an expression cannot reach a prototype',
    change: replaced('Object.hasOwn(source, key)', 'key in source'),
    tests: ['test/expressions/expression.test.ts'],
  },
  {
    title: 'a variable cannot be named `__proto__`',
    change: replaced("&& name !== '__proto__'", ''),
    tests: [
      YAML,
      'test/inventory/load.test.ts',
      'test/playbook/read-task.test.ts',
      'test/playbook/extra-vars.test.ts',
    ],
  },
  {
    title: 'facts from a host are not evaluated as templates',
    change: replaced(
      'entryOf(',
      "host.facts && name === 'facts' ? { source: { kind: 'scalar', value: JSON.stringify(host.facts), place: { file: 'x', line: 1, column: 1 } } } : entryOf(",
    ),
    tests: [HOSTILE],
  },
  {
    title: 'results from a host are not evaluated as templates',
    change: replaced(
      '{ value, ...mark }',
      "typeof value === 'string' ? { source: { kind: 'scalar', value, place: { file: 'x', line: 1, column: 1 } } } : { value, ...mark }",
    ),
    tests: ['test/engine/play/run-steps.test.ts', HOSTILE],
  },
  {
    title: 'a network interface named like a built-in object property does not become a fact',
    change: replaced('&& !(name in {})', ''),
    tests: ['test/remote/facts/probe.test.ts'],
  },
  {
    title: 'an environment variable cannot start another section of the facts',
    change: replaced("&& !parts.has('env')", ''),
    tests: ['test/remote/facts/probe.test.ts'],
  },
  {
    title: 'the number of values that YAML aliases can expand to is limited',
    change: never('MAX_ALIASED'),
    tests: [YAML],
  },
  {
    title: 'a duplicate key in YAML is an error',
    change: never('first'),
    tests: [YAML],
  },
  {
    title: 'the nesting depth of YAML is limited',
    change: never('MAX_DEPTH'),
    tests: [YAML],
  },
  {
    title: 'a YAML file with control characters is refused',
    change: removed('checkText('),
    tests: [YAML],
  },
  {
    title: 'a YAML file larger than 10 MB is refused',
    change: always('MAX_BYTES'),
    tests: [YAML],
  },
  // Reports.
  {
    title: 'control characters are escaped in output',
    change: replaced(String.raw`-\u009f`, ''),
    tests: ['test/base/escape-control.test.ts'],
  },
  {
    title: 'the live progress display escapes control characters',
    change: replaced('escapeControlInLine(enough)', 'enough'),
    tests: ['test/report/progress-lines.test.ts', HOSTILE],
  },
  {
    title: 'a diff escapes control characters',
    change: replaced('escapeControl(line)', 'line'),
    tests: ['test/report/diff.test.ts', HOSTILE],
  },
  {
    title: 'NDJSON output escapes control characters',
    change: replaced('jsonText(event)', 'JSON.stringify(event)'),
    tests: ['test/report/ndjson.test.ts'],
  },
  {
    title: 'output of a host is not executed as a command by the CI system',
    change: replaced('if (isReading)', 'if (false)'),
    tests: ['test/report/github.test.ts'],
  },
  // Secrets.
  {
    title: 'a secret is serialized to JSON as `***`',
    change: replaced("'***'", 'this.#text'),
    tests: [SECRET],
  },
  {
    title: '`util.inspect` shows a secret as `***`',
    change: replaced("'***'", 'this.#text'),
    tests: [SECRET],
  },
  {
    title: 'the base64 form of a secret is masked',
    change: removed('base64Forms('),
    tests: [SECRET],
  },
  {
    title: 'the JSON-escaped form of a secret is masked',
    change: replaced('json, inJson(json), inJson(inJson(json)),', ''),
    tests: [SECRET],
  },
  {
    title: 'each line of a multi-line secret is masked on its own',
    change: replaced('...parts', ''),
    tests: [SECRET],
  },
  {
    title: 'secrets are masked in the events of a run',
    change: replaced('masks.mask(text)', 'text'),
    tests: ['test/cli/commands/resume.contract.test.ts'],
  },
  {
    title: 'a number that equals a secret is masked',
    change: replaced("isResult && mask(String(unboxed(value))) === '***' ? '***' : value", 'value'),
    tests: [MASKED],
  },
  {
    title: 'a diff hides the old lines if a new line contains a secret',
    change: never('isTexts(value)'),
    tests: [MASKED],
  },
  {
    title: 'secrets are masked in printed errors',
    change: replaced('mask(stack)', 'stack'),
    tests: ['test/cli/commands/print-error.test.ts'],
  },
  {
    title: 'a journal is accessible only to its owner',
    change: replaced('0o600', '0o644'),
    tests: ['test/cli/commands/resume.contract.test.ts'],
  },
  {
    title: 'a line of the console with a secret is not stored',
    change: replaced('isPrivate', 'false'),
    tests: ['test/cli/console/history.test.ts'],
  },
  {
    title: 'a new secrets file is accessible only to its owner',
    change: replaced('0o600', '0o644'),
    tests: ['test/cli/commands/secret.contract.test.ts', 'test/base/atomic-write.test.ts'],
  },
  {
    title: 'a secrets file that is being edited is accessible only to its owner',
    change: replaced('0o600', '0o644'),
    tests: ['test/cli/commands/secret.contract.test.ts'],
  },
  {
    title: 'a secrets file that is not encrypted is refused',
    change: never('isEncrypted(bytes)'),
    tests: [
      'test/inventory/load.test.ts',
      'test/yaml/encrypted.test.ts',
      'test/cli/commands/secret.contract.test.ts',
    ],
  },
  {
    title: 'an error in an encrypted file is reported without its content',
    change: always('instanceof InputError'),
    tests: ['test/yaml/encrypted.test.ts'],
  },
  {
    title: 'a value from an encrypted file is masked',
    change: never('isMasked'),
    tests: [
      'test/evaluation/scope.test.ts',
      'test/yaml/encrypted.test.ts',
      'test/cli/canaries.contract.test.ts',
    ],
  },
  {
    title: 'a value that a function reads from an encrypted file is masked',
    change: never('isSecret'),
    tests: ['test/functions/files.test.ts'],
  },
  {
    title: 'a new password file is accessible only to its owner',
    change: replaced(', mode: 0o600', ''),
    tests: ['test/functions/passwords.test.ts'],
  },
  {
    title: 'the cache of an inventory is accessible only to its owner',
    change: replaced(', true', ''),
    tests: ['test/inventory/read-typescript.contract.test.ts'],
  },
  {
    title: 'a password of the function `password` is masked in all output',
    change: removed('controller.mask(secret)'),
    tests: ['test/functions/passwords.test.ts'],
  },
  // Dry runs, plans, look-ahead.
  {
    title: 'a prefetched check is stale once a change has started',
    change: replaced('&& tracker.version === version', ''),
    tests: ['test/engine/lookahead/look-ahead.test.ts'],
  },
  {
    title: 'a prefetched check is stale if a change was in progress over another session',
    change: replaced('isOrdered &&', ''),
    tests: ['test/engine/lookahead/look-ahead.test.ts', 'test/engine/state/change-tracker.test.ts'],
  },
  {
    title: 'a prefetched check is used only for the same task and params',
    change: replaced('prefetched.key === key &&', ''),
    tests: ['test/engine/lookahead/look-ahead.test.ts'],
  },
  {
    title: 'applying a plan makes no change that is not in it',
    change: replaced('!== false', '!== undefined || true'),
    tests: ['test/cli/commands/plan.contract.test.ts'],
  },
  {
    title: 'a task fails if differences remain after it is applied',
    change: always('!isCheckedAgain'),
    tests: ['test/engine/play/run-steps.test.ts'],
  },
]
