/** Stands for the public address in pages where none is set; the folder's scripts put the folder's own address in its place. */
export const NO_ADDRESS = 'https://deze-map.invalid'
