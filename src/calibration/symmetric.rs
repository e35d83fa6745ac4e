//! Small symmetric matrices: eigenvalues, eigenvectors, the inverse of what is well determined.
//!
//! In: a symmetric matrix of fixed size in f64. Out: its eigensystem, or its inverse.
//! Not here: what the matrices mean (`rigid`, `sight`).
//! Invariant: total: every finite symmetric matrix has an eigensystem, whose vectors are orthonormal.
//!
//! Source: cyclic Jacobi, Golub and Van Loan, Matrix Computations (4th ed.), section 8.5.

/// Rounds over all pairs; a 10 x 10 matrix needs about eight, and a round costs microseconds.
const MAX_SWEEPS: usize = 60;

/// Eigenvalues in falling order with their unit vectors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eigensystem<const N: usize> {
    /// Eigenvalues, greatest first.
    pub values: [f64; N],
    /// `vectors[k]` belongs to `values[k]`.
    pub vectors: [[f64; N]; N],
}

/// The eigensystem of a symmetric matrix; only the upper triangle is read.
pub fn eigensystem<const N: usize>(matrix: &[[f64; N]; N]) -> Eigensystem<N> {
    let mut a = mirrored(matrix);
    let mut rows = [[0.0; N]; N];
    for (index, row) in rows.iter_mut().enumerate() {
        row[index] = 1.0;
    }
    let scale: f64 = a.iter().flatten().map(|value| value * value).sum();
    for _ in 0..MAX_SWEEPS {
        let mut off = 0.0;
        for p in 0..N {
            for q in p + 1..N {
                off += a[p][q] * a[p][q];
                rotate(&mut a, &mut rows, p, q);
            }
        }
        if off <= scale * 1e-32 {
            break;
        }
    }
    let mut order: [usize; N] = std::array::from_fn(|index| index);
    order.sort_by(|first, second| a[*second][*second].total_cmp(&a[*first][*first]));
    Eigensystem { values: order.map(|index| a[index][index]), vectors: order.map(|index| rows[index]) }
}

/// The upper triangle on both sides.
fn mirrored<const N: usize>(matrix: &[[f64; N]; N]) -> [[f64; N]; N] {
    std::array::from_fn(|row| std::array::from_fn(|column| matrix[row.min(column)][row.max(column)]))
}

/// One Jacobi rotation that makes `a[p][q]` zero; `rows` gathers the eigenvectors.
fn rotate<const N: usize>(a: &mut [[f64; N]; N], rows: &mut [[f64; N]; N], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for row in a.iter_mut() {
        let (x, y) = (row[p], row[q]);
        row[p] = cosine * x - sine * y;
        row[q] = sine * x + cosine * y;
    }
    for matrix in [a, rows] {
        let (above, from_q) = matrix.split_at_mut(q);
        for (at_p, at_q) in above[p].iter_mut().zip(&mut from_q[0]) {
            (*at_p, *at_q) = (cosine * *at_p - sine * *at_q, sine * *at_p + cosine * *at_q);
        }
    }
}

/// The inverse over the directions whose eigenvalue is above `least` of the greatest; the others are left at zero.
pub fn pseudo_inverse<const N: usize>(matrix: &[[f64; N]; N], least: f64) -> [[f64; N]; N] {
    let system = eigensystem(matrix);
    let floor = system.values[0].max(0.0) * least;
    let mut inverse = [[0.0; N]; N];
    for (value, vector) in system.values.iter().zip(&system.vectors).filter(|(value, _)| **value > floor) {
        for row in 0..N {
            for column in 0..N {
                inverse[row][column] += vector[row] * vector[column] / value;
            }
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_matrix_has_its_known_eigenvalues() {
        // Second difference of four points: 2 - 2 cos(k pi / 5), k = 1..=4.
        let mut matrix = [[0.0; 4]; 4];
        for row in 0..4 {
            matrix[row][row] = 2.0;
            if row > 0 {
                matrix[row - 1][row] = -1.0;
            }
        }
        let system = eigensystem(&matrix);
        for (value, k) in system.values.iter().zip([4.0, 3.0, 2.0, 1.0]) {
            let want = 2.0 - 2.0 * (k * std::f64::consts::PI / 5.0).cos();
            assert!((value - want).abs() < 1e-14, "{value} is not {want}");
        }
    }

    #[test]
    fn vectors_are_orthonormal_and_rebuild_the_matrix() {
        let mut seed = 7_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(seed) / f64::from(u32::MAX) - 0.5
        };
        for _ in 0..50 {
            let matrix: [[f64; 6]; 6] = mirrored(&std::array::from_fn(|_| std::array::from_fn(|_| next())));
            let Eigensystem { values, vectors } = eigensystem(&matrix);
            for i in 0..6 {
                for j in 0..6 {
                    let dot: f64 = (0..6).map(|k| vectors[i][k] * vectors[j][k]).sum();
                    assert!((dot - f64::from(u8::from(i == j))).abs() < 1e-13);
                    let built: f64 = (0..6).map(|k| values[k] * vectors[k][i] * vectors[k][j]).sum();
                    assert!((built - matrix[i][j]).abs() < 1e-13);
                }
            }
        }
    }

    #[test]
    fn an_undetermined_direction_stays_zero() {
        let inverse = pseudo_inverse(&[[4.0, 0.0], [0.0, 0.0]], 1e-12);
        assert_eq!(inverse, [[0.25, 0.0], [0.0, 0.0]]);
    }
}
