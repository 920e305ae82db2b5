// A ProxyCommand: node through.mjs PORT
import { connect } from 'node:net'

const socket = connect(Number(process.argv[2]), '127.0.0.1')
socket.on('error', () => process.exit(1)).on('close', () => process.exit())
process.stdin.pipe(socket).pipe(process.stdout)
