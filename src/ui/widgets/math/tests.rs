//! Formulas as answers in machine learning use them, and what they look like: long, because it is tables.

use super::*;
use proptest::prelude::*;

/// LaTeX, on one line in Unicode, in ASCII.
const FORMULAS: &[(&str, &str, &str)] = &[
    (r"L_i", "Lᵢ", "L_i"),
    (r"p_\theta(x \mid z)", "p_θ(x | z)", "p_theta(x | z)"),
    (r"p(y|x)", "p(y | x)", "p(y | x)"),
    (r"\|x\|_2^2 \le |S|", "‖x‖₂² ≤ |S|", "||x||_2^2 <= |S|"),
    (r"\mathrm{KL}(q \| p)", "KL(q ‖ p)", "KL(q || p)"),
    (
        r"D_{\mathrm{KL}}\left(q_\phi(z|x) \,\|\, p(z)\right)",
        "D_KL(qᵩ(z | x) ‖ p(z))",
        "D_KL(q_phi(z | x) || p(z))",
    ),
    (
        r"p_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}",
        "pᵢ = e^(zᵢ)/∑ⱼ₌₁ᴷ e^(zⱼ)",
        "p_i = e^(z_i)/sum_(j=1)^K e^(z_j)",
    ),
    (
        r"\mathrm{softmax}(z)_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}",
        "softmax(z)ᵢ = exp(zᵢ)/∑ⱼ exp(zⱼ)",
        "softmax(z)_i = exp(z_i)/sum_j exp(z_j)",
    ),
    (
        r"L = -z_y + \log \sum_j \exp(z_j)",
        "L = −z_y + log ∑ⱼ exp(zⱼ)",
        "L = -z_y + log sum_j exp(z_j)",
    ),
    (
        r"\log\sum_i e^{x_i} = m + \log\sum_i e^{x_i - m}",
        "log ∑ᵢ e^(xᵢ) = m + log ∑ᵢ e^(xᵢ−m)",
        "log sum_i e^(x_i) = m + log sum_i e^(x_i-m)",
    ),
    (
        r"\mathcal{L} = -\frac{1}{N}\sum_{i=1}^{N} \log p_\theta(y_i|x_i)",
        "ℒ = −(1/N) ∑ᵢ₌₁ᴺ log p_θ(yᵢ | xᵢ)",
        "L = -(1/N) sum_(i=1)^N log p_theta(y_i | x_i)",
    ),
    (
        r"\frac{\partial L}{\partial z} = \mathrm{softmax}(z) - y",
        "∂L/∂z = softmax(z) − y",
        "dL/dz = softmax(z) - y",
    ),
    (
        r"\operatorname{diag}(p) - pp^\top",
        "diag(p) − ppᵀ",
        "diag(p) - pp^T",
    ),
    (
        r"\mathrm{Attention}(Q,K,V) = \mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
        "Attention(Q, K, V) = softmax(QKᵀ/√dₖ) V",
        "Attention(Q, K, V) = softmax(QK^T/sqrt(d_k)) V",
    ),
    (
        r"\log p(x) \ge \mathbb{E}_{q(z|x)}[\log p(x|z)] - D_{KL}(q(z|x)\|p(z))",
        "log p(x) ≥ 𝔼_(q(z|x))[log p(x | z)] − D_KL(q(z | x) ‖ p(z))",
        "log p(x) >= E_(q(z|x))[log p(x | z)] - D_KL(q(z | x) || p(z))",
    ),
    (
        r"\hat{x}_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}",
        "x̂ᵢ = (xᵢ − μ_B)/√(σ²_B + ε)",
        "hat(x)_i = (x_i - mu_B)/sqrt(sigma_B^2 + epsilon)",
    ),
    (
        r"y_i = \gamma \hat x_i + \beta",
        "yᵢ = γx̂ᵢ + β",
        "y_i = gamma hat(x)_i + beta",
    ),
    (
        r"f_t = \sigma(W_f [h_{t-1}, x_t] + b_f)",
        "fₜ = σ(W_f[hₜ₋₁, xₜ] + b_f)",
        "f_t = sigma(W_f[h_(t-1), x_t] + b_f)",
    ),
    (
        r"c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t",
        "cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ c̃ₜ",
        "c_t = f_t (.) c_(t-1) + i_t (.) tilde(c)_t",
    ),
    (
        r"h_t = o_t \odot \tanh(c_t)",
        "hₜ = oₜ ⊙ tanh(cₜ)",
        "h_t = o_t (.) tanh(c_t)",
    ),
    (
        r"x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\epsilon",
        "xₜ = √ᾱₜ x₀ + √(1 − ᾱₜ) ε",
        "x_t = sqrt(bar(alpha)_t) x_0 + sqrt(1 - bar(alpha)_t) epsilon",
    ),
    (
        r"q(x_t|x_{t-1}) = \mathcal{N}(x_t; \sqrt{1-\beta_t} x_{t-1}, \beta_t I)",
        "q(xₜ | xₜ₋₁) = 𝒩(xₜ; √(1 − βₜ) xₜ₋₁, βₜI)",
        "q(x_t | x_(t-1)) = N(x_t; sqrt(1 - beta_t) x_(t-1), beta_t I)",
    ),
    (
        r"q(x_{1:T} | x_0) = \prod_{t=1}^T q(x_t | x_{t-1})",
        "q(x_(1:T) | x₀) = ∏ₜ₌₁ᵀ q(xₜ | xₜ₋₁)",
        "q(x_(1:T) | x_0) = prod_(t=1)^T q(x_t | x_(t-1))",
    ),
    (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t",
        "mₜ = β₁mₜ₋₁ + (1 − β₁) gₜ",
        "m_t = beta_1 m_(t-1) + (1 - beta_1) g_t",
    ),
    (
        r"\hat m_t = \frac{m_t}{1-\beta_1^t}",
        "m̂ₜ = mₜ/(1 − β₁ᵗ)",
        "hat(m)_t = m_t/(1 - beta_1^t)",
    ),
    (
        r"\theta_t = \theta_{t-1} - \eta \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon}",
        "θₜ = θₜ₋₁ − η m̂ₜ/(√v̂ₜ + ε)",
        "theta_t = theta_(t-1) - eta hat(m)_t/(sqrt(hat(v)_t) + epsilon)",
    ),
    (
        r"\nabla_\theta J(\theta) = \mathbb{E}_{\tau\sim\pi_\theta}\left[\sum_t \nabla_\theta \log\pi_\theta(a_t|s_t) A_t\right]",
        "∇_θ J(θ) = 𝔼_(τ∼π_θ)[∑ₜ ∇_θ log π_θ(aₜ | sₜ) Aₜ]",
        "grad_theta J(theta) = E_(tau~pi_theta)[sum_t grad_theta log pi_theta(a_t | s_t) A_t]",
    ),
    (
        r"\arg\max_\theta \log p(D|\theta)",
        "arg max_θ log p(D | θ)",
        "arg max_theta log p(D | theta)",
    ),
    (
        r"\min_G \max_D V(D, G)",
        "min_G max_D V(D, G)",
        "min_G max_D V(D, G)",
    ),
    (
        r"H(p) = -\sum_x p(x)\log p(x)",
        "H(p) = −∑ₓ p(x) log p(x)",
        "H(p) = -sum_x p(x) log p(x)",
    ),
    (
        r"\int_{-\infty}^{\infty} f(x)\,dx = 1",
        "∫_(−∞)^∞ f(x) dx = 1",
        "int_(-inf)^inf f(x) dx = 1",
    ),
    (r"\lim_{n \to \infty} a_n", "lim_(n→∞) aₙ", "lim_(n->inf) a_n"),
    (r"A^{-1}", "A⁻¹", "A^(-1)"),
    (r"X^\top X w = X^\top y", "XᵀXw = Xᵀy", "X^T Xw = X^T y"),
    (
        r"w = (X^\top X + \lambda I)^{-1}X^\top y",
        "w = (XᵀX + λI)⁻¹ Xᵀy",
        "w = (X^T X + lambda I)^(-1) X^T y",
    ),
    (
        r"\sigma'(x) = \sigma(x)(1-\sigma(x))",
        "σ′(x) = σ(x)(1 − σ(x))",
        "sigma'(x) = sigma(x)(1 - sigma(x))",
    ),
    (
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        "(a b; c d)",
        "(a b; c d)",
    ),
    (
        r"f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        "f(x) = { x, x > 0; 0, otherwise }",
        "f(x) = { x, x > 0; 0, otherwise }",
    ),
    (r"\frac{1}{2}x^2", "(1/2) x²", "(1/2) x^2"),
    (
        r"\frac{1}{\sqrt{2\pi}\sigma}\exp\left(-\frac{(x-\mu)^2}{2\sigma^2}\right)",
        "(1/(√(2π) σ)) exp(−(x − μ)²/(2σ²))",
        "(1/(sqrt(2 pi) sigma)) exp(-(x - mu)^2/(2 sigma^2))",
    ),
    (r"e^{-x^2/2}", "e^(−x²/2)", "e^(-x^2/2)"),
    (r"O(n^2 d)", "O(n²d)", "O(n^2 d)"),
    (r"d_{\text{model}} = 512", "d_model = 512", "d_model = 512"),
    (r"d_{model}h", "d_model h", "d_model h"),
    (r"\mathbf{W}\mathbf{x} + \mathbf{b}", "𝐖𝐱 + 𝐛", "Wx + b"),
    (r"x \in \mathbb{R}^{n \times d}", "x ∈ ℝ^(n×d)", "x in R^(n x d)"),
    (r"f: X \to Y", "f: X → Y", "f: X -> Y"),
    (
        r"a \approx b \propto c \sim d",
        "a ≈ b ∝ c ∼ d",
        "a ~= b propto c ~ d",
    ),
    (
        r"\underbrace{a+b}_{\text{sum}} + c",
        "a + b [sum] + c",
        "a + b [sum] + c",
    ),
    (r"\bar{x} = \overline{AB}", "x̄ = A̅B̅", "bar(x) = bar(AB)"),
    (
        r"\sqrt[3]{x} + \sqrt{x+y}",
        "∛x + √(x + y)",
        "root_3(x) + sqrt(x + y)",
    ),
    (r"\{x_1, \ldots, x_n\}", "{x₁, …, xₙ}", "{x_1, ..., x_n}"),
    (
        r"P(A|B) = \frac{P(B|A)P(A)}{P(B)}",
        "P(A | B) = P(B | A) P(A)/P(B)",
        "P(A | B) = P(B | A) P(A)/P(B)",
    ),
    (
        r"F_1 = 2\cdot\frac{\text{precision}\cdot\text{recall}}{\text{precision}+\text{recall}}",
        "F₁ = 2 · (precision · recall)/(precision + recall)",
        "F_1 = 2 * (precision * recall)/(precision + recall)",
    ),
    (
        r"\text{Var}(X) = \mathbb{E}[X^2] - \mathbb{E}[X]^2",
        "Var(X) = 𝔼[X²] − 𝔼[X]²",
        "Var(X) = E[X^2] - E[X]^2",
    ),
    (
        r"\eta_t = \eta_0 / \sqrt{t}",
        "ηₜ = η₀/√t",
        "eta_t = eta_0/sqrt(t)",
    ),
    (r"\log\frac{p}{q}", "log(p/q)", "log(p/q)"),
    (
        r"\sum_{i \ne j} \frac{1}{N} x_i",
        "∑_(i≠j) (1/N) xᵢ",
        "sum_(i!=j) (1/N) x_i",
    ),
    (
        r"1{,}000 \times 0.5 = 500, x",
        "1,000 × 0.5 = 500, x",
        "1,000 x 0.5 = 500, x",
    ),
    (r"\not= \not\in a", "≠∉ a", "!=not in a"),
    (r"\unknown{x} + \bad{", r"\unknown x + \bad", r"\unknown x + \bad"),
    (
        r"x^*_\theta, x^{*2}, f''(x)",
        "x*_θ, x*², f″(x)",
        "x_theta^*, x^(*2), f''(x)",
    ),
    (
        r"\lfloor x \rfloor + \lceil y \rceil, [0, 1)",
        "⌊x⌋ + ⌈y⌉, [0, 1)",
        "floor(x) + ceil(y), [0, 1)",
    ),
    (
        r"\binom{n}{k} = \frac{n!}{k!(n-k)!}",
        "(n choose k) = n!/(k!(n − k)!)",
        "(n choose k) = n!/(k!(n - k)!)",
    ),
    (
        r"\theta \leftarrow \theta - \eta \nabla L(\theta)",
        "θ ← θ − η∇L(θ)",
        "theta <- theta - eta grad L(theta)",
    ),
    (
        r"r_t(\theta) = \frac{\pi_\theta(a_t|s_t)}{\pi_{\theta_{old}}(a_t|s_t)}",
        "rₜ(θ) = π_θ(aₜ | sₜ)/π_(θ_old)(aₜ | sₜ)",
        "r_t(theta) = pi_theta(a_t | s_t)/pi_(theta_old)(a_t | s_t)",
    ),
    (
        r"\mathcal{L}_{\text{DPO}} = -\log\sigma\left(\beta\log\frac{\pi_\theta(y_w|x)}{\pi_{ref}(y_w|x)} - \beta\log\frac{\pi_\theta(y_l|x)}{\pi_{ref}(y_l|x)}\right)",
        "ℒ_DPO = −log σ(β log(π_θ(y_w | x)/π_ref(y_w | x)) − β log(π_θ(yₗ | x)/π_ref(yₗ | x)))",
        "L_DPO = -log sigma(beta log(pi_theta(y_w | x)/pi_ref(y_w | x)) - beta log(pi_theta(y_l | x)/pi_ref(y_l | x)))",
    ),
    (
        r"\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|}",
        "IoU = |A ∩ B|/|A ∪ B|",
        "IoU = |A intersect B|/|A union B|",
    ),
    (
        r"Y_{nm} = \sum_d X_{nd} W_{dm} + b_m",
        "Yₙₘ = ∑_d X_nd W_dm + bₘ",
        "Y_nm = sum_d X_nd W_dm + b_m",
    ),
    (r"||x||_2 + |y|", "‖x‖₂ + |y|", "||x||_2 + |y|"),
    (
        r"\hat{\beta} = \arg\min_\beta \|y - X\beta\|_2^2 + \lambda\|\beta\|_1",
        "β̂ = arg minᵦ ‖y − Xβ‖₂² + λ‖β‖₁",
        "hat(beta) = arg min_beta ||y - X beta||_2^2 + lambda||beta||_1",
    ),
    (
        r"Q(s,a) + \alpha\left[r + \gamma \max_{a'} Q(s',a') - Q(s,a)\right]",
        "Q(s, a) + α[r + γ max_(a′) Q(s′, a′) − Q(s, a)]",
        "Q(s, a) + alpha[r + gamma max_(a') Q(s', a') - Q(s, a)]",
    ),
    (
        r"\theta^{(t+1)} = \theta^{(t)} - \eta_t g^{(t)}",
        "θ⁽ᵗ⁺¹⁾ = θ⁽ᵗ⁾ − ηₜg⁽ᵗ⁾",
        "theta^(t+1) = theta^(t) - eta_t g^(t)",
    ),
    (
        r"\text{PPL} = \exp\left(-\frac{1}{N}\sum_{i=1}^N \log p(x_i | x_{<i})\right)",
        "PPL = exp(−(1/N) ∑ᵢ₌₁ᴺ log p(xᵢ | x_<i))",
        "PPL = exp(-(1/N) sum_(i=1)^N log p(x_i | x_<i))",
    ),
    (
        r"\frac{\partial^2 f}{\partial x \partial y}",
        "∂²f/(∂x∂y)",
        "d^2 f/(dxdy)",
    ),
    (
        r"\frac{a}{b}\frac{c}{d} = \frac{\sin x}{x}",
        "(a/b) c/d = (sin x)/x",
        "(a/b) c/d = (sin x)/x",
    ),
    (
        r"X \perp\!\!\!\perp Y \mid Z, a \bmod b \pmod 7",
        "X ⊥⊥ Y | Z, a mod b (mod 7)",
        "X _|__|_ Y | Z, a mod b (mod 7)",
    ),
    (
        r"θ_t ← θ_{t−1} − η·∇L",
        "θₜ ← θₜ₋₁ − η · ∇L",
        "theta_t <- theta_(t-1) - eta * grad L",
    ),
];

#[test]
fn formulas_read_as_mathematicians_write_them_on_one_line() {
    for (tex, unicode, ascii) in FORMULAS {
        assert_eq!(inline(tex, false), *unicode, "{tex}");
        assert_eq!(inline(tex, true), *ascii, "{tex}");
    }
}

#[test]
fn display_formulas_stand_in_two_dimensions() {
    let cases = [
        (
            r"p_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}",
            &["        e^(zᵢ)", "pᵢ = ────────────", "     ∑ⱼ₌₁ᴷ e^(zⱼ)"][..],
        ),
        (
            r"\mathcal{L} = -\frac{1}{N}\sum_{i=1}^{N} \log p_\theta(y_i|x_i)",
            &["       1   N", "ℒ = − ───  ∑  log p_θ(yᵢ | xᵢ)", "       N  i=1"][..],
        ),
        (
            r"\mathrm{Attention}(Q,K,V) = \mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
            &[
                "                            ⎛ QKᵀ ⎞",
                "Attention(Q, K, V) = softmax⎜ ─── ⎟ V",
                "                            ⎝ √dₖ ⎠",
            ][..],
        ),
        (
            r"\hat{x} = \frac{x - \mu}{\sqrt{\frac{1}{n}\sum_{i=1}^n (x_i-\mu)^2 + \epsilon}}",
            &[
                "               x − μ",
                "x̂ = ───────────────────────────",
                "     ┌─────────────────────────",
                "     │  1",
                "     │ ─── ∑ᵢ₌₁ⁿ (xᵢ − μ)² + ε",
                "    ╲│  n",
            ][..],
        ),
        (
            r"\begin{aligned} f_t &= \sigma(W_f [h_{t-1}, x_t] + b_f) \\ c_t &= f_t \odot c_{t-1} + i_t \odot \tilde{c}_t \\ h_t &= o_t \odot \tanh(c_t) \end{aligned}",
            &[
                "fₜ = σ(W_f[hₜ₋₁, xₜ] + b_f)",
                "cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ c̃ₜ",
                "hₜ = oₜ ⊙ tanh(cₜ)",
            ][..],
        ),
        (
            r"\begin{aligned} \hat m_t &= \frac{m_t}{1-\beta_1^t} \\ \theta_t &= \theta_{t-1} - \eta \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon} \end{aligned}",
            &[
                "       mₜ",
                "m̂ₜ = ───────",
                "     1 − β₁ᵗ",
                "",
                "                m̂ₜ",
                "θₜ = θₜ₋₁ − η ───────",
                "              √v̂ₜ + ε",
            ][..],
        ),
        (
            r"f(x) = \begin{cases} x & \text{if } x > 0 \\ \alpha(e^x - 1) & \text{otherwise} \end{cases}",
            &["f(x) = ⎧ x           if x > 0", "       ⎩ α(eˣ − 1)   otherwise"][..],
        ),
        (
            r"J = \begin{bmatrix} \frac{\partial f_1}{\partial x_1} & \cdots & \frac{\partial f_1}{\partial x_n} \\ \vdots & \ddots & \vdots \\ \frac{\partial f_m}{\partial x_1} & \cdots & \frac{\partial f_m}{\partial x_n} \end{bmatrix}",
            &[
                "    ⎡ ∂f₁     ∂f₁ ⎤",
                "    ⎢ ───  ⋯  ─── ⎥",
                "    ⎢ ∂x₁     ∂xₙ ⎥",
                "    ⎢             ⎥",
                "J = ⎢  ⋮   ⋱   ⋮  ⎥",
                "    ⎢             ⎥",
                "    ⎢ ∂fₘ     ∂fₘ ⎥",
                "    ⎢ ───  ⋯  ─── ⎥",
                "    ⎣ ∂x₁     ∂xₙ ⎦",
            ][..],
        ),
        (
            r"\log p(x) = \underbrace{\mathbb{E}_q[\log p(x|z)]}_{\text{reconstruction}} - \underbrace{D_{KL}(q(z|x)\|p(z))}_{\text{regulariser}}",
            &[
                "log p(x) = 𝔼_q[log p(x | z)] − D_KL(q(z | x) ‖ p(z))",
                "           ╰───────┬───────╯   ╰─────────┬─────────╯",
                "            reconstruction          regulariser",
            ][..],
        ),
        (
            r"\hat\theta = \arg\max_{\theta \in \Theta} \prod_{i=1}^{n} p(x_i|\theta)",
            &["             n", "θ̂ = arg max  ∏  p(xᵢ | θ)", "        θ∈Θ i=1"][..],
        ),
        (
            r"\left(\frac{a}{b}\right)^2 + \left[\int_0^1 f(x)\,dx\right]_{x=0}",
            &[
                "⎛  a  ⎞²   ⎡ 1         ⎤",
                "⎜ ─── ⎟  + ⎢ ∫ f(x) dx ⎥",
                "⎝  b  ⎠    ⎣ 0         ⎦ₓ₌₀",
            ][..],
        ),
        (
            r"\binom{n}{k} p^k (1-p)^{n-k}",
            &["⎛ n ⎞", "⎜   ⎟ pᵏ(1 − p)ⁿ⁻ᵏ", "⎝ k ⎠"][..],
        ),
        (
            r"\left\| \frac{1}{n}\sum_{i} x_i \right\|_2 \le \left|\frac{a}{b}\right|",
            &[
                "‖  1        ‖    │  a  │",
                "‖ ─── ∑ᵢ xᵢ ‖  ≤ │ ─── │",
                "‖  n        ‖₂   │  b  │",
            ][..],
        ),
        (
            r"\sqrt[n]{\frac{1+\sqrt{x}}{2}}",
            &[" ┌────────", " │ 1 + √x", "n│ ──────", "╲│   2"][..],
        ),
        (
            r"\overbrace{x_1 + \cdots + x_n}^{n} = \frac{n(n+1)}{2}",
            &[
                "     n",
                "╭────┴────╮   n(n + 1)",
                "x₁ + ⋯ + xₙ = ────────",
                "                 2",
            ][..],
        ),
        (
            r"\frac{\partial \mathcal{L}}{\partial W_{ij}} = \sum_{k}\frac{\partial \mathcal{L}}{\partial z_k}\frac{\partial z_k}{\partial W_{ij}} = \delta_i x_j",
            &[
                " ∂ℒ       ∂ℒ  ∂zₖ",
                "──── = ∑ₖ ─── ──── = δᵢxⱼ",
                "∂Wᵢⱼ      ∂zₖ ∂Wᵢⱼ",
            ][..],
        ),
    ];
    for (tex, rows) in cases {
        assert_eq!(display(tex, false), rows, "{tex}");
    }
}

#[test]
fn display_formulas_can_be_drawn_in_ascii() {
    let cases = [
        (
            r"\mathcal{L} = -\frac{1}{N}\sum_{i=1}^{N} \log p_\theta(y_i|x_i)",
            &[
                "       1   N",
                "L = - --- sum log p_theta(y_i | x_i)",
                "       N  i=1",
            ][..],
        ),
        (
            r"\mathrm{Attention}(Q,K,V) = \mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
            &[
                r"                            /   QK^T    \",
                "Attention(Q, K, V) = softmax| --------- | V",
                r"                            \ sqrt(d_k) /",
            ][..],
        ),
        (
            r"\hat{x} = \frac{x - \mu}{\sqrt{\frac{1}{n}\sum_{i=1}^n (x_i-\mu)^2 + \epsilon}}",
            &[
                "                       x - mu",
                "hat(x) = ----------------------------------",
                "          +--------------------------------",
                "          |  1   n",
                "          | --- sum (x_i - mu)^2 + epsilon",
                r"         \|  n  i=1",
            ][..],
        ),
        (
            r"f(x) = \begin{cases} x & \text{if } x > 0 \\ \alpha(e^x - 1) & \text{otherwise} \end{cases}",
            &[
                "f(x) = / x                if x > 0",
                r"       \ alpha(e^x - 1)   otherwise",
            ][..],
        ),
        (
            r"J = \begin{bmatrix} \frac{\partial f_1}{\partial x_1} & \cdots & \frac{\partial f_1}{\partial x_n} \\ \vdots & \ddots & \vdots \\ \frac{\partial f_m}{\partial x_1} & \cdots & \frac{\partial f_m}{\partial x_n} \end{bmatrix}",
            &[
                "    [ df_1       df_1 ]",
                "    [ ----  ...  ---- ]",
                "    [ dx_1       dx_n ]",
                "    [                 ]",
                "J = [  :    ...   :   ]",
                "    [                 ]",
                "    [ df_m       df_m ]",
                "    [ ----  ...  ---- ]",
                "    [ dx_1       dx_n ]",
            ][..],
        ),
        (
            r"\left(\frac{a}{b}\right)^2 + \left[\int_0^1 f(x)\,dx\right]_{x=0}",
            &[
                r"/  a  \2   [  1          ]",
                "| --- |  + [ int f(x) dx ]",
                r"\  b  /    [  0          ]x=0",
            ][..],
        ),
        (
            r"\left\| \frac{1}{n}\sum_{i} x_i \right\|_2 \le \left|\frac{a}{b}\right|",
            &[
                "||  1          ||     |  a  |",
                "|| --- sum x_i ||  <= | --- |",
                "||  n   i      ||2    |  b  |",
            ][..],
        ),
        (
            r"\sqrt[n]{\frac{1+\sqrt{x}}{2}}",
            &[
                " +-------------",
                " | 1 + sqrt(x)",
                "n| -----------",
                r"\|      2",
            ][..],
        ),
        (
            r"\overbrace{x_1 + \cdots + x_n}^{n} = \frac{n(n+1)}{2}",
            &[
                "       n",
                "+------+------+   n(n + 1)",
                "x_1 + ... + x_n = --------",
                "                     2",
            ][..],
        ),
    ];
    for (tex, rows) in cases {
        assert_eq!(display(tex, true), rows, "{tex}");
    }
}

#[test]
fn a_display_formula_too_wide_goes_on_before_relations_and_signs() {
    let cases = [
        (
            r"\mathrm{Attention}(Q,K,V) = \mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
            &[
                "Attention(Q, K, V)",
                "           ⎛ QKᵀ ⎞",
                "  = softmax⎜ ─── ⎟ V",
                "           ⎝ √dₖ ⎠",
            ][..],
        ),
        (
            r"\log p(x) = \underbrace{\mathbb{E}_q[\log p(x|z)]}_{\text{reconstruction}} - \underbrace{D_{KL}(q(z|x)\|p(z))}_{\text{regulariser}}",
            &[
                "log p(x) = 𝔼_q[log p(x | z)]",
                "           ╰───────┬───────╯",
                "            reconstruction",
                "",
                "  − D_KL(q(z | x) ‖ p(z))",
                "    ╰─────────┬─────────╯",
                "         regulariser",
            ][..],
        ),
    ];
    for (tex, rows) in cases {
        assert_eq!(display_within(tex, false, 36), rows, "{tex}");
    }
}

#[test]
fn aligned_rows_too_wide_go_on_one_by_one() {
    let cases = [
        (
            r"\begin{aligned} f_t &= \sigma(W_f [h_{t-1}, x_t] + b_f) \\ c_t &= f_t \odot c_{t-1} + i_t \odot \tilde{c}_t \\ h_t &= o_t \odot \tanh(c_t) \end{aligned}",
            &[
                "f_t = sigma(W_f[h_(t-1), x_t] + b_f)",
                "",
                "c_t = f_t (.) c_(t-1)",
                "  + i_t (.) tilde(c)_t",
                "h_t = o_t (.) tanh(c_t)",
            ][..],
        ),
        (
            r"\begin{aligned} \hat m_t &= \frac{m_t}{1-\beta_1^t} \\ \theta_t &= \theta_{t-1} - \eta \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon} \end{aligned}",
            &[
                "               m_t",
                "hat(m)_t = ------------",
                "           1 - beta_1^t",
                "",
                "theta_t = theta_(t-1)",
                "                hat(m)_t",
                "  - eta ------------------------",
                "        sqrt(hat(v)_t) + epsilon",
            ][..],
        ),
    ];
    for (tex, rows) in cases {
        assert_eq!(display_within(tex, true, 36), rows, "{tex}");
    }
}

#[test]
fn commands_are_listed_and_known() {
    let tex = r"\frac{\alpha}{\left( x \right)} \begin{cases} a \\ b \end{cases} \% \foo";
    let found = commands(tex);
    assert_eq!(
        found,
        [
            r"\frac",
            r"\alpha",
            r"\left",
            r"\right",
            r"\begin{cases}",
            r"\\",
            r"\%",
            r"\foo"
        ]
    );
    let unknown: Vec<_> = found.iter().filter(|command| !is_known(command)).collect();
    assert_eq!(unknown, [r"\foo"]);
    assert!(is_known("alpha") && !is_known("") && !is_known(r"\begin{foo}"));
    for (tex, ..) in FORMULAS.iter().filter(|(tex, ..)| !tex.contains("unknown")) {
        for command in commands(tex) {
            assert!(is_known(&command), "{command}");
        }
    }
}

#[test]
fn nesting_without_end_neither_overflows_nor_takes_for_ever() {
    for part in [
        "{",
        "(",
        r"\left(",
        r"\frac{",
        r"\hat",
        r"\not",
        "x^",
        "x_{",
        r"\text{$",
        r"\mathrm{\x ",
        r"\sqrt[",
        r"\begin{cases}",
        r"\substack{",
        r"\\[",
        "|",
        "}",
        "&",
        r"\end",
        r"\right",
        r"\{",
        "'",
        r"\underbrace",
    ] {
        let tex = part.repeat(2_000);
        let _ = inline(&tex, false);
        let _ = display(&tex, true);
        let _ = display(&part.repeat(40), false);
        let _ = commands(&tex);
    }
}

fn tex() -> impl Strategy<Value = String> {
    let tokens = vec![
        "{",
        "}",
        "^",
        "_",
        r"\frac",
        r"\sqrt",
        "(",
        ")",
        "[",
        "]",
        "|",
        r"\|",
        "&",
        r"\\",
        r"\sum",
        r"\left(",
        r"\right)",
        r"\begin{cases}",
        r"\end{cases}",
        r"\begin{pmatrix}",
        r"\end{pmatrix}",
        r"\text{",
        r"\hat",
        r"\mathbf",
        r"\mathcal{L}",
        r"\underbrace{x}_",
        r"\alpha",
        "+",
        "-",
        "=",
        ",",
        "'",
        r"\left",
        r"\right",
        r"\not",
        r"\operatorname*{",
        "x",
        "12",
        " ",
        r"\,",
        r"\quad",
        r"\foo",
        r"\binom",
    ];
    let token = prop_oneof![
        4 => prop::sample::select(tokens).prop_map(str::to_owned),
        1 => r"\PC{0,3}",
    ];
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

proptest! {
    #[test]
    fn any_formula_is_drawn_and_in_ascii_only_in_ascii(tex in tex(), width in 1_usize..60) {
        prop_assert!(!inline(&tex, false).contains('\n'));
        prop_assert!(inline(&tex, true).is_ascii());
        for row in display(&tex, true) {
            prop_assert!(row.is_ascii(), "{row}");
        }
        prop_assert!(!display_within(&tex, false, width).is_empty());
    }
}
