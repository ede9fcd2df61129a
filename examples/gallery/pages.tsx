import { Booking } from '../booking.tsx'
import { Chat } from '../chat.tsx'
import { Clock } from '../clock.tsx'
import { Counter } from '../counter.tsx'
import { Desk } from '../desk.tsx'
import { Rows } from '../rows.tsx'
import type { Component } from 'repartee'

interface Pages {
  '/': Component<{}, never>
}
export const pages = {
  '/': Counter,
  '/book': Booking,
  '/chat/:room': Chat,
  '/clock': Clock,
  '/desk': Desk,
  '/rows': Rows,
}
export type { Pages }
