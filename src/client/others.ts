// The rarer ways in which frames come: in pieces (polled.ts) and by a shared stream (shared.ts).
// Invariant: what is said of the network is said once. Where neither helps, a page has a stream of its own.
// Loaded when it is needed; it is given what it shares with the client.
import { polled } from './polled.ts'
import { shared } from './shared.ts'
import type { Line } from './stream.ts'
import type { Net } from './ways.ts'

/** So many hubs in a row of which the server knew nothing: its requests and those of the tab that leads reach different servers. */
const STRAYS = 3

/** `isOwn`: it may keep a connection busy. */
export async function other(line: Line, isOwn: boolean, net: Net): Promise<void> {
  if (net.isMute) {
    // where pieces do not come either, it is the network
    net.isMute = false
    net.isMute = net.isSure = await polled(line, isOwn, net)
    return
  }
  await net.tested(line, async tested => {
    const frame: Line['frame'] = each => {
      net.strays = 0
      tested.frame(each)
    }
    if ((await shared({ ...tested, frame }, net)) && (net.strays = (net.strays ?? 0) + 1) === STRAYS)
      net.isLimited = false
  })
}
