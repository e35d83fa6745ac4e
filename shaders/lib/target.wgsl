// Which panels carry a numbered target.

const TARGET_MOST_COLUMNS: u32 = 5u;
const TARGET_MOST_ROWS: u32 = 3u;

// Every how many panels a target stands along a side, and how many there are. Twin: calibration::targets::along.
fn target_along(panels: u32, most: u32) -> vec2u {
    let step = max((panels + most - 1u) / most, 1u);
    return vec2u(step, (panels + step - 1u - step / 2u) / step);
}

// Number of the target on a panel, 0 for none. in: column and row of the panel, columns and rows of the wall, number of
// the wall's first target. Twin: calibration::targets::number.
fn target_number(place: vec2u, grid: vec2u, first: u32) -> u32 {
    let columns = target_along(grid.x, TARGET_MOST_COLUMNS);
    let rows = target_along(grid.y, TARGET_MOST_ROWS);
    let is_on = place.x % columns.x == columns.x / 2u && place.y % rows.x == rows.x / 2u;
    return select(0u, first + place.y / rows.x * columns.y + place.x / columns.x, is_on);
}
