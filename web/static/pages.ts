/** The scripts of all kinds of pages in one: each looks for what it works on. */
import '../site.ts'
import '../home.ts'
import '../talk.ts'
import '../quotes.ts'
