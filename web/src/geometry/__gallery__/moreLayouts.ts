/** Further invented layouts: walls at an angle, a villa storey, a shop, a parking bay. */

import { door, layout, pane, rect } from './layouts'

export const angled = layout(
  [
    [
      'living',
      'living',
      '客餐厅',
      'Living and dining',
      [
        [3600, 0],
        [8200, 0],
        [8200, 3200],
        [6600, 6200],
        [3600, 6200],
      ],
    ],
    [
      'master',
      'master',
      '主卧',
      'Main bedroom',
      [
        [8200, 0],
        [11800, 1200],
        [11800, 4600],
        [8200, 4600],
        [8200, 3200],
      ],
    ],
    [
      'bath',
      'bath',
      '卫生间',
      'Bathroom',
      [
        [8200, 4600],
        [10400, 4600],
        [10400, 7000],
        [8200, 7000],
      ],
    ],
    [
      'kitchen',
      'kitchen',
      '厨房',
      'Kitchen',
      [
        [0, 3800],
        [3600, 3800],
        [3600, 6200],
        [1600, 6200],
        [0, 4800],
      ],
    ],
    ['bed', 'bedroom', '次卧', 'Bedroom', rect(0, 0, 3600, 3800)],
    [
      'foyer',
      'foyer',
      '玄关',
      'Foyer',
      [
        [6600, 6200],
        [8200, 3200],
        [8200, 4600],
        [8200, 7000],
        [6600, 7000],
      ],
    ],
    [
      'terrace',
      'terrace',
      '露台',
      'Terrace',
      [
        [3600, -2200],
        [7000, -2200],
        [8200, 0],
        [3600, 0],
      ],
    ],
  ],
  {
    north: 35,
    open: [['living', 'foyer']],
    doors: [
      door('entrance', [6900, 7000], [7900, 7000], 'a', 'right'),
      door('swing', [8200, 5000], [8200, 5700], 'a', 'right'),
      door('swing', [8200, 3500], [8200, 4300], 'b', 'right'),
      door('swing', [3600, 2900], [3600, 2100], 'a', 'right'),
      door('sliding', [3600, 4300], [3600, 5800]),
      door('sliding', [4100, 0], [7600, 0]),
    ],
    windows: [
      pane('french', [8900, 233], [11100, 967]),
      pane('window', [0, 900], [0, 2800]),
      pane('window', [400, 5150], [1300, 5937]),
      pane('window', [10400, 5400], [10400, 6400]),
    ],
  },
)

export const shop = layout(
  [
    ['shop', 'shop', '商铺', 'Shop', rect(0, 0, 8000, 12000)],
    ['wc', 'bath', '卫', 'WC', rect(6200, 12000, 8000, 13600)],
    ['store', 'storage', '库房', 'Store', rect(0, 12000, 6200, 13600)],
  ],
  {
    doors: [
      door('sliding', [2400, 0], [5600, 0]),
      door('swing', [6500, 12000], [7200, 12000], 'a', 'left'),
      door('swing', [2000, 12000], [2900, 12000], 'a', 'left'),
    ],
    windows: [pane('french', [300, 0], [2200, 0]), pane('french', [5800, 0], [7700, 0])],
  },
)

export const parking = layout([['p', 'parking', '车位 B1-086', 'Bay B1-086', rect(0, 0, 2500, 5300)]], {
  doors: [],
  windows: [],
})

export const villa = layout(
  [
    ['living', 'living', '客厅', 'Living room', rect(0, 0, 6000, 6600)],
    ['dining', 'dining', '餐厅', 'Dining room', rect(6000, 0, 10800, 4200)],
    ['kitchen', 'kitchen', '中厨', 'Kitchen', rect(10800, 0, 13800, 4200)],
    ['foyer', 'foyer', '门厅', 'Entrance hall', rect(6000, 6600, 9000, 9000)],
    ['stairs', 'corridor', '楼梯间', 'Stairs', rect(6000, 4200, 9000, 6600)],
    ['elder', 'bedroom', '老人房', 'Guest bedroom', rect(9000, 5400, 13800, 9000)],
    ['bath', 'bath', '卫生间', 'Bathroom', rect(9000, 4200, 11400, 5400)],
    ['store', 'storage', '储藏', 'Store', rect(11400, 4200, 13800, 5400)],
    ['tea', 'study', '茶室', 'Tea room', rect(0, 6600, 6000, 9000)],
    ['garden', 'terrace', '下沉庭院', 'Sunken court', rect(0, -3600, 10800, 0)],
  ],
  {
    north: -45,
    doors: [
      door('entrance', [6900, 9000], [8100, 9000], 'a', 'right'),
      door('opening', [6000, 4600], [6000, 6200]),
      door('opening', [6800, 6600], [8200, 6600]),
      door('opening', [6600, 4200], [8400, 4200]),
      door('sliding', [10800, 1400], [10800, 3000]),
      door('swing', [9000, 6600], [9000, 7500], 'a', 'right'),
      door('swing', [9300, 5400], [10000, 5400], 'a', 'right'),
      door('swing', [11700, 5400], [12400, 5400], 'a', 'right'),
      door('swing', [2600, 6600], [3500, 6600], 'a', 'left'),
      door('sliding', [700, 0], [5300, 0]),
      door('sliding', [6800, 0], [10000, 0]),
    ],
    windows: [
      pane('french', [0, 1200], [0, 5200]),
      pane('bay', [0, 7200], [0, 8600]),
      pane('window', [11400, 0], [13200, 0]),
      pane('window', [13800, 6200], [13800, 8200]),
      pane('window', [13800, 900], [13800, 3000]),
      pane('window', [10200, 9000], [12600, 9000]),
    ],
  },
)
