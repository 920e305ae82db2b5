import type { Answer } from '../../../shell/exchange.ts'
import { sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'

/** What a data directory of etcd contains, read from its files: whether etcd is running does not matter. */
export type EtcdData =
  /** There is no directory, or it is empty. */
  | { readonly kind: 'none' }
  /** Left over from a start that ended before there was a member: no log, and a database without keys. */
  | { readonly kind: 'leftover' }
  /** Files of a member that cannot be read: the log is missing or damaged. */
  | { readonly kind: 'damaged'; readonly problem: string }
  | {
      readonly kind: 'member'
      /** The ids in hex, as etcdctl shows them. */
      readonly member: string
      readonly cluster: string
      /** False for a member whose cluster never had a leader: nothing was ever written to it. */
      readonly hasHadLeader: boolean
    }

/** The directories of etcd. They differ if etcd runs with the option `--wal-dir`. */
export interface EtcdPlaces {
  readonly dataDirectory: string
  readonly walDirectory: string
}

/**
 * The number of bytes at the start of the log that contain a cluster's initial members and the first entry of its
 * first leader.
 */
const LOG_BYTES = 4096
/** The length of both meta pages of the database, in bytes. */
const DATABASE_BYTES = 8192

/** Asks what a data directory contains. */
export function etcdData({ dataDirectory, walDirectory }: EtcdPlaces): Probe<EtcdData> {
  return probe({
    title: `data of etcd in ${dataDirectory}`,
    script: sh`d=${dataDirectory}/member; w=${walDirectory}
l=; for f in "$w"/*.wal; do test -f "$f" && { l=$f; break; }; done
s=0; for f in "$d"/snap/*.snap; do test -f "$f" && s=$((s + 1)); done
e=0; for f in "$d"/snap/* "$w"/*; do test -e "$f" && e=$((e + 1)); done
part() { test -s "$1" && head -c "$2" "$1" | od -An -v -tx1 | tr -d ' \\n'; }
echo "log \${l##*/}"
echo "head $(part "$l" ${LOG_BYTES})"
test -n "$l" || echo "database $(part "$d/snap/db" ${DATABASE_BYTES})"
echo "snapshots $s"
echo "entries $e"`,
    parse: parseEtcdData,
  })
}

/**
 * Parses the output of the script: the name of the first log file, the first bytes of log and database in hex, and
 * counts.
 */
export function parseEtcdData({ stdout }: Pick<Answer, 'stdout'>): EtcdData {
  const fields = new Map(
    stdout
      .toString()
      .split('\n')
      .map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const),
  )
  const bytes = (name: string): Buffer => Buffer.from(fields.get(name) ?? '', 'hex')
  const log = fields.get('log') ?? ''
  if (log !== '') return memberIn(bytes('head'), log)
  if (Number(fields.get('entries')) === 0) return { kind: 'none' }
  const pages = pagesOf(bytes('database'))
  if (Number(fields.get('snapshots')) > 0 || pages > FEW_PAGES)
    return { kind: 'damaged', problem: 'the database has no matching log' }
  return { kind: 'leftover' }
}

/** The most pages of a database in which etcd has only created its buckets. */
const FEW_PAGES = 6
const BOLT_MAGIC = 0xed0cdaed

/**
 * Returns the number of pages that a bbolt database uses; 0 if it is not a database. Each of its first two pages has
 * a header of 16 bytes and then magic, version, page size, flags, root (16), free list, and the page after the last
 * one.
 */
function pagesOf(database: Buffer): number {
  const metas = [0, 4096].map(at => database.subarray(at + 16))
  const used = metas
    .filter(meta => meta.length >= 64 && meta.readUInt32LE(0) === BOLT_MAGIC)
    .map(meta => Number(meta.readBigUInt64LE(40)))
  return Math.max(0, ...used)
}

const FIRST_LOG = '0000000000000000-0000000000000000.wal'
/** Types of log records, and the type of an entry that does not change the members. Source: etcd's walpb, raftpb. */
const [METADATA, ENTRY, CHECKSUM] = [1, 2, 4]
const NORMAL = 0n

function memberIn(head: Buffer, log: string): EtcdData {
  const { records, isDamaged } = recordsOf(head)
  const metadata = records.find(({ type }) => type === METADATA)
  const ids = metadata && fieldsOf(metadata.data)
  const [member, cluster] = [ids?.get(1), ids?.get(2)]
  if (isDamaged || typeof member !== 'bigint' || typeof cluster !== 'bigint')
    return { kind: 'damaged', problem: `${log} does not begin like an etcd log` }
  // A leader begins its term with an entry of its own. If the log no longer begins with the first file, there was a
  // leader before.
  const hasHadLeader =
    log !== FIRST_LOG ||
    records.some(({ type, data }) => type === ENTRY && (fieldsOf(data).get(1) ?? NORMAL) === NORMAL)
  return { kind: 'member', member: member.toString(16), cluster: cluster.toString(16), hasHadLeader }
}

interface LogRecord {
  readonly type: number
  readonly data: Buffer
}

/**
 * Returns the complete records at the start of a log, and whether one does not match its checksum. A record is its
 * length (the top byte has the number of padding bytes that follow), then type, checksum and data as a protocol
 * buffer.
 */
function recordsOf(head: Buffer): { records: LogRecord[]; isDamaged: boolean } {
  const records: LogRecord[] = []
  let checksum = 0
  for (let at = 0; at + 8 <= head.length; ) {
    const length = Number(head.readBigUInt64LE(at) & 0x00ff_ffff_ffff_ffffn)
    const top = head.readUInt8(at + 7)
    const padding = top & 0x80 ? top & 0x07 : 0
    const end = at + 8 + length
    // etcd creates a log file at its full size: the unused part contains zeros.
    if (length === 0 || end > head.length) break
    const fields = fieldsOf(head.subarray(at + 8, end))
    const type = Number(fields.get(1) ?? 0n)
    const data = fields.get(3)
    const wanted = Number(fields.get(2) ?? 0n)
    const content = Buffer.isBuffer(data) ? data : Buffer.alloc(0)
    if (type === CHECKSUM) checksum = wanted
    else {
      checksum = castagnoli(content, checksum)
      if (checksum !== wanted) return { records, isDamaged: true }
      records.push({ type, data: content })
    }
    at = end + padding
  }
  return { records, isDamaged: false }
}

/** Returns the fields of a protocol buffer by number: integers, and bytes. Stops at truncated or unknown data. */
function fieldsOf(message: Buffer): Map<number, bigint | Buffer> {
  const fields = new Map<number, bigint | Buffer>()
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; at < message.length; shift += 7n) {
      const byte = message.readUInt8(at)
      at += 1
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    return BigInt.asUintN(64, value)
  }
  while (at < message.length) {
    const tag = Number(varint())
    const [number, kind] = [tag >> 3, tag & 7]
    if (kind === 0) fields.set(number, varint())
    else if (kind === 2) {
      const length = Number(varint())
      fields.set(number, message.subarray(at, at + length))
      at += length
    } else break
  }
  return fields
}

/** Returns the CRC-32C of bytes that continue data with the checksum `before`. */
function castagnoli(bytes: Buffer, before: number): number {
  let crc = ~before >>> 0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}
