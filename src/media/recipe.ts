/** Names in the media store that pages and players need to know. */

/** The packaged rendition; a new recipe gets a new name, so that both may be cached for ever. */
export const HLS_RECIPE = 'hls-1'
export const HLS_MASTER = 'master.m3u8'
