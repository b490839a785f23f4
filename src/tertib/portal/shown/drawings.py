"""The small drawings of the pages: shapes of badges (12 x 12) and icons (20 x 20), in the current colour."""

SHAPES = {
    "ring": '<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2"/>',
    "dot": '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
    "half": '<circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" stroke-width="1.2"/>'
    '<path d="M6 1a5 5 0 0 1 0 10z" fill="currentColor"/>',
    "check": '<circle cx="6" cy="6" r="6" fill="currentColor"/>'
    '<path d="M3.2 6.2l2 2 3.6-4" fill="none" class="on" stroke-width="1.6"/>',
    "triangle": '<path d="M6 .8l5.6 10H.4z" fill="currentColor"/>',
    "square": '<path d="M1.5 1.5h9v9h-9z" fill="currentColor"/>',
    "diamond": '<path d="M6 0l6 6-6 6-6-6z" fill="currentColor"/>',
    "dash": '<path d="M1 5h10v2.4H1z" fill="currentColor"/>',
    "pause": '<path d="M2 1h3v10H2zM7 1h3v10H7z" fill="currentColor"/>',
    "question": '<circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" stroke-width="1.2" '
    'stroke-dasharray="2.2 1.4"/><path d="M6 8.2v1M4.7 4.6a1.4 1.4 0 1 1 1.9 1.3c-.4.2-.6.4-.6 1" fill="none" '
    'stroke="currentColor" stroke-width="1.1"/>',
    "cross": '<path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" stroke-width="2.4"/>',
}

_LINE = 'fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'

ICONS = {
    "upload": f'<path {_LINE} d="M10 13V3M6 7l4-4 4 4M3 13v3a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-3"/>',
    "download": f'<path {_LINE} d="M10 3v10M6 9l4 4 4-4M3 14v2a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-2"/>',
    "print": f'<path {_LINE} d="M6 7V3h8v4M6 14H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1h12a1 1 0 0 1 1 1v5'
    'a1 1 0 0 1-1 1h-2M6 12h8v5H6z"/>',
    "plus": f'<path {_LINE} d="M10 4v12M4 10h12"/>',
    "arrow": f'<path {_LINE} d="M4 10h12M11 5l5 5-5 5"/>',
    "back": f'<path {_LINE} d="M16 10H4M9 5l-5 5 5 5"/>',
    "search": f'<circle {_LINE} cx="9" cy="9" r="5"/><path {_LINE} d="M13 13l4 4"/>',
    "clock": f'<circle {_LINE} cx="10" cy="10" r="7"/><path {_LINE} d="M10 6v4l3 2"/>',
    "eye": f'<path {_LINE} d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z"/><circle {_LINE} cx="10" cy="10" r="2"/>',
    "mail": f'<path {_LINE} d="M3 5h14v10H3zM3 6l7 5 7-5"/>',
    "file": f'<path {_LINE} d="M5 3h7l3 3v11H5zM12 3v3h3M8 10h4M8 13h4"/>',
    "person": f'<circle {_LINE} cx="10" cy="7" r="3"/><path {_LINE} d="M4 17c0-3 3-5 6-5s6 2 6 5"/>',
    "warning": f'<path {_LINE} d="M10 3l8 14H2zM10 8v4M10 14.5v.1"/>',
    "check": f'<path {_LINE} d="M4 10l4 4 8-8"/>',
    "key": f'<circle {_LINE} cx="7" cy="13" r="3"/><path {_LINE} d="M9 11l7-7M13 7l2 2"/>',
    "shield": f'<path {_LINE} d="M10 3l6 2v5c0 4-3 6-6 7-3-1-6-3-6-7V5z"/>',
}
